#!/bin/sh
# Starts the program that this file is named after: docs/distribution.md
#   JAVA_HOME    the JRE or JDK, 17 or newer; else java is taken from the PATH
#   JAVA_OPTS    options of the JVM, with blanks between them; those that begin with -D or -X may be arguments too
#   PROJECT_DIR  the folder with application.properties and routes; else that of the distribution
#   LOG_DIR      the log also goes into a file there, which is rotated
set -fu

fail() {
    printf '%s: %s\n' "$0" "$1" >&2
    exit 1
}

self=$0
while [ -h "$self" ]; do
    target=$(readlink "$self")
    case $target in
        /*) self=$target ;;
        *) self=$(dirname "$self")/$target ;;
    esac
done
home=$(CDPATH='' cd "$(dirname "$self")/.." && pwd -P) || exit 1
case $home in
    *:*) fail "the folder $home has a colon in its name, which no class path can have: rename it" ;;
esac

case ${self##*/} in
    start) main=app.App ;;
    doctor) main=doctor.Doctor ;;
    credentials) main=app.CredentialsApp ;;
    sandbox) main=app.SandboxApp ;;
    *) fail "this file was renamed: its name says what it starts; make a symbolic link to it instead" ;;
esac

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "there is no bin/java in JAVA_HOME ($JAVA_HOME): set it to a JRE or JDK, 17 or newer"
else
    java=$(command -v java) || fail "there is no java on the PATH: install a JRE or JDK, 17 or newer, or set JAVA_HOME"
fi
version=$("$java" -version 2>&1 | sed -n 's/.* version "\(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p' | sed 1q)
[ "${version:-17}" -ge 17 ] || fail "$java is Java $version: set JAVA_HOME to a JRE or JDK, 17 or newer"

project=${PROJECT_DIR:-$home}
project=$(CDPATH='' cd "$project" && pwd) || fail "PROJECT_DIR is no folder: ${PROJECT_DIR:-}"
libraries=$home/lib/*:$home/ext/*
[ "$project" = "$home" ] || libraries=$libraries:$project/ext/*
# First what is for the JVM, then what is for the program.
given=$#
for argument do
    case $argument in
        -[DX]*) set -- "$@" "$argument" ;;
    esac
done
set -- "$@" -cp "$libraries" "io.github.camelaliyun.mqtt.$main"
seen=0
for argument do
    seen=$((seen + 1))
    [ "$seen" -le "$given" ] || break
    case $argument in
        -[DX]*) ;;
        *) set -- "$@" "$argument" ;;
    esac
done
shift "$given"

[ -z "${LOG_DIR:-}" ] || set -- -Dlog.file.level=ALL "$@"
# What libraries do, and what JDKs from 22 and 24 on warn of.
[ "${version:-17}" -lt 22 ] || set -- --enable-native-access=ALL-UNNAMED "$@"
[ "${version:-17}" -lt 24 ] || set -- --sun-misc-unsafe-memory-access=allow "$@"
# In the locale C, as services and containers have it, names of files would be ASCII.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
    C | POSIX) utf8=LC_ALL=C.UTF-8 ;;
    *) utf8= ;;
esac
cd "$project" || exit 1
# shellcheck disable=SC2086
exec env ${utf8:+"$utf8"} "$java" -Dfile.encoding=UTF-8 "-Dcamel-aliyun-mqtt.home=$home" ${JAVA_OPTS:-} "$@"
