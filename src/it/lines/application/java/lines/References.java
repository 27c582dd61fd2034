package lines;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The members of Camel's classes that the classes of a jar refer to, as the JVM will look for them. */
final class References extends ClassVisitor {

    private static final String CAMEL = "org/apache/camel/";

    /** {@code owner}, {@code owner.name:descriptor} for a field, {@code owner.name(...)...} for a method; with who refers to it. */
    private final Map<String, TreeSet<String>> users = new TreeMap<>();

    private String user;

    private References() {
        super(Opcodes.ASM9);
    }

    static References of(Path jar) throws IOException {
        References references = new References();
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream().filter(entry -> entry.getName().endsWith(".class")).forEach(entry -> {
                try (InputStream in = file.getInputStream(entry)) {
                    new ClassReader(in).accept(references, ClassReader.SKIP_DEBUG);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return references;
    }

    Set<String> all() {
        return users.keySet();
    }

    /** Those that this JVM does not find, with who refers to them. */
    Map<String, TreeSet<String>> absent() {
        Map<String, TreeSet<String>> absent = new TreeMap<>(users);
        absent.keySet().removeIf(References::isThere);
        return absent;
    }

    private static boolean isThere(String reference) {
        int dot = reference.indexOf('.');
        String owner = dot < 0 ? reference : reference.substring(0, dot);
        try {
            Class<?> type = Class.forName(owner.replace('/', '.'), false, References.class.getClassLoader());
            return dot < 0 || has(type, reference.substring(dot + 1));
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static boolean has(Class<?> type, String member) {
        if (type == null) {
            return false;
        }
        return Stream.of(
                                Arrays.stream(type.getDeclaredFields()).map(References::name),
                                Arrays.stream(type.getDeclaredMethods()).map(References::name),
                                Arrays.stream(type.getDeclaredConstructors()).map(References::name))
                        .flatMap(names -> names)
                        .anyMatch(member::equals)
                || has(type.getSuperclass(), member)
                || Arrays.stream(type.getInterfaces()).anyMatch(each -> has(each, member));
    }

    private static String name(Field field) {
        return field.getName() + ":" + Type.getDescriptor(field.getType());
    }

    private static String name(Executable executable) {
        return executable instanceof Method method
                ? method.getName() + Type.getMethodDescriptor(method)
                : "<init>" + Type.getConstructorDescriptor((java.lang.reflect.Constructor<?>) executable);
    }

    private void refer(String owner, String member) {
        if (owner != null && owner.startsWith(CAMEL)) {
            users.computeIfAbsent(owner + member, key -> new TreeSet<>()).add(user);
        }
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        user = name;
        refer(superName, "");
        List.of(interfaces).forEach(each -> refer(each, ""));
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                refer(owner, "." + called + type);
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String field, String type) {
                refer(owner, "." + field + ":" + type);
            }

            @Override
            public void visitTypeInsn(int opcode, String type) {
                refer(type, "");
            }

            @Override
            public void visitTryCatchBlock(
                    org.objectweb.asm.Label start,
                    org.objectweb.asm.Label end,
                    org.objectweb.asm.Label handler,
                    String type) {
                refer(type, "");
            }

            @Override
            public void visitLdcInsn(Object value) {
                if (value instanceof Type type && type.getSort() == Type.OBJECT) {
                    refer(type.getInternalName(), "");
                }
            }

            @Override
            public void visitInvokeDynamicInsn(String called, String type, Handle bootstrap, Object... arguments) {
                for (Object argument : arguments) {
                    if (argument instanceof Handle handle) {
                        refer(handle.getOwner(), "." + handle.getName() + handle.getDesc());
                    }
                }
            }
        };
    }
}
