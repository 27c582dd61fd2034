package io.github.camelaliyun.mqtt.app.live;

/** What somebody does to route files. */
enum EditKind {
    CREATE,
    CREATE_TWICE,
    EDIT,
    RENAME_FILE,
    DELETE,
    ID_CHANGED,
    ID_REMOVED,
    SEVERAL_AT_ONCE,
    TWO_FILES_SWAP_THEIR_ROUTES,
    REPAIR,
    TOUCH,
    SAVE_BY_TEMPORARY_FILE,
    BAD_YAML,
    UNKNOWN_KEY,
    UNKNOWN_OPTION,
    MISSING_COMPONENT,
    BAD_JAVA,
    DUPLICATE_ID,
    DUPLICATE_CONSUMER,
    EMPTY,
    TRUNCATED,
    NOT_UTF8,
    FOLDER_OF_THE_NAME,
    UNREADABLE,
    DOES_NOT_START,
    /** Not of one edit: how the whole folder is written. */
    SYMLINK_SWAP
}
