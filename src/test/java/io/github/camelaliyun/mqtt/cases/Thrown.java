package io.github.camelaliyun.mqtt.cases;

/** What user code may throw. */
enum Thrown {
    NO_CLASS_DEF_FOUND {
        @Override
        void now() {
            throw new NoClassDefFoundError("com/example/Vault");
        }
    },
    ASSERTION {
        @Override
        void now() {
            throw new AssertionError("thrown by the test");
        }
    },
    STACK_OVERFLOW {
        @Override
        void now() {
            now();
        }
    },
    OUT_OF_MEMORY {
        @Override
        void now() {
            throw new OutOfMemoryError("thrown by the test");
        }
    },
    WITHOUT_A_MESSAGE {
        @Override
        void now() {
            throw new IllegalStateException((String) null);
        }
    },
    WHOSE_MESSAGE_THROWS {
        @Override
        void now() {
            throw new IllegalStateException() {
                @Override
                public String getMessage() {
                    throw new UnsupportedOperationException("no message, says the test");
                }
            };
        }
    };

    abstract void now();
}
