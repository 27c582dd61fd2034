@echo off
rem Starts the program that this file is named after: docs\distribution.md
rem   JAVA_HOME    the JRE or JDK, 17 or newer; else java is taken from the PATH
rem   JAVA_OPTS    options of the JVM, -Daliyun.mqtt.device-id=00002 for instance
rem   PROJECT_DIR  the folder with application.properties and routes; else that of the distribution
rem   LOG_DIR      the log also goes into a file there, which is rotated
setlocal
for %%I in ("%~dp0..") do set "DIST=%%~fI"

set "MAIN="
if /i "%~n0"=="start" set "MAIN=app.App"
if /i "%~n0"=="doctor" set "MAIN=doctor.Doctor"
if /i "%~n0"=="credentials" set "MAIN=app.CredentialsApp"
if /i "%~n0"=="sandbox" set "MAIN=app.SandboxApp"
if not defined MAIN goto renamed

set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 goto nojava

set "PROJECT=%DIST%"
if defined PROJECT_DIR set "PROJECT=%PROJECT_DIR%"
set "LOG="
if defined LOG_DIR set "LOG=-Dlog.file.level=ALL"
cd /d "%PROJECT%"
if errorlevel 1 exit /b 1
chcp 65001 >nul
"%JAVA%" -Dfile.encoding=UTF-8 "-Dcamel-aliyun-mqtt.home=%DIST%" %LOG% %JAVA_OPTS% -cp "%DIST%\lib\*;%DIST%\ext\*;%PROJECT%\ext\*" io.github.camelaliyun.mqtt.%MAIN% %*
exit /b %ERRORLEVEL%

:renamed
echo %~nx0: this file was renamed: its name says what it starts 1>&2
exit /b 1

:nojava
echo %~nx0: there is no Java: install a JRE or JDK, 17 or newer, and set JAVA_HOME 1>&2
exit /b 1
