package io.github.camelaliyun.mqtt.messages;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.SourceValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the messages in classes. A text that a method takes as an argument is looked for in its callers. */
final class ProjectMessages {

    private static final String ROOT = "io/github/camelaliyun/mqtt/";
    private static final String EVENT = ROOT + "connection/ConnectionEvent$";
    private static final String LOGGER = "org/slf4j/Logger";

    private final Map<String, ClassNode> classes = new LinkedHashMap<>();
    private final Map<String, MethodNode> methods = new HashMap<>();
    private final Map<String, TextFlow> flows = new HashMap<>();
    /** Of methods that pass an argument on as a text: its index, this object counted, by the method. */
    private final Map<String, Map<Integer, String>> passing = new HashMap<>();

    private final Map<String, Set<String>> returned = new HashMap<>();

    private ProjectMessages(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class"))
                    .sorted()
                    .toList()) {
                ClassNode type = new ClassNode();
                new ClassReader(Files.readAllBytes(file)).accept(type, ClassReader.SKIP_FRAMES);
                classes.put(type.name, type);
            }
        }
        for (ClassNode type : classes.values()) {
            for (MethodNode method : type.methods) {
                String key = TextFlow.key(type.name, method.name, method.desc);
                if (method.instructions.size() > 0) {
                    methods.put(key, method);
                }
            }
        }
        for (ClassNode type : classes.values()) {
            for (MethodNode method : type.methods) {
                String key = TextFlow.key(type.name, method.name, method.desc);
                if (methods.containsKey(key)) {
                    flows.put(key, new TextFlow(methods, type, method));
                }
            }
        }
    }

    /** {@return the messages in the classes of a folder} */
    static List<Message> in(Path folder) throws IOException {
        ProjectMessages all = new ProjectMessages(folder);
        int known;
        List<Message> messages;
        do {
            known = all.passing.values().stream().mapToInt(Map::size).sum();
            messages = all.scan();
        } while (known < all.passing.values().stream().mapToInt(Map::size).sum());
        return messages;
    }

    private List<Message> scan() {
        List<Message> messages = new ArrayList<>();
        for (ClassNode type : classes.values()) {
            for (MethodNode method : type.methods) {
                for (AbstractInsnNode each : method.instructions) {
                    Sink sink = sink(each);
                    if (sink != null) {
                        Message message = message(type, method, each, sink);
                        if (!message.texts().isEmpty() || message.isLogged()) {
                            messages.add(message);
                        }
                    }
                }
            }
        }
        return messages;
    }

    private Message message(ClassNode type, MethodNode method, AbstractInsnNode call, Sink sink) {
        String key = TextFlow.key(type.name, method.name, method.desc);
        Set<String> texts = new LinkedHashSet<>();
        List<SourceValue> arguments = flows.get(key).arguments(call, sink.count());
        for (int i = 0; i < arguments.size(); i++) {
            if (sink.texts().contains(i)) {
                flows.get(key).collect(arguments.get(i), new Gatherer(key, sink.name(), texts), new HashSet<>());
            }
        }
        boolean withThrowable = !sink.logged().isEmpty()
                && (sink.logged().endsWith("Ljava/lang/Throwable;)V")
                        || texts.stream()
                                        .mapToInt(ProjectMessages::placeholders)
                                        .sum()
                                < objects(sink.logged(), arguments));
        texts.removeIf(text -> text.chars().noneMatch(Character::isLetter));
        return new Message(
                type.name.substring(ROOT.length()).replace('/', '.') + "#" + method.name,
                sink.name(),
                texts,
                withThrowable);
    }

    private static int placeholders(String text) {
        return text.split("\\{}", -1).length - 1;
    }

    private static int objects(String descriptor, List<SourceValue> arguments) {
        return descriptor.endsWith("[Ljava/lang/Object;)V")
                ? TextFlow.length(arguments.get(arguments.size() - 1))
                : Type.getArgumentTypes(descriptor).length - 1;
    }

    private Sink sink(AbstractInsnNode instruction) {
        if (instruction instanceof MethodInsnNode call) {
            Type[] types = Type.getArgumentTypes(call.desc);
            int first = call.getOpcode() == Opcodes.INVOKESTATIC ? 0 : 1;
            int count = types.length + first;
            if (call.owner.equals(LOGGER) && (call.name.equals("warn") || call.name.equals("error"))) {
                return new Sink(call.name, count, Set.of(1), call.desc);
            }
            if (call.name.equals("<init>") && (isThrowable(call.owner) || call.owner.startsWith(EVENT))) {
                return new Sink(simple(call.owner), count, strings(types, first), "");
            }
            Map<Integer, String> passed = passing.get(TextFlow.key(call.owner, call.name, call.desc));
            return passed == null ? null : new Sink(passed.values().iterator().next(), count, passed.keySet(), "");
        }
        if (instruction instanceof InvokeDynamicInsnNode dynamic && TextFlow.lambda(dynamic) != null) {
            Handle handle = TextFlow.lambda(dynamic);
            Map<Integer, String> passed =
                    passing.get(TextFlow.key(handle.getOwner(), handle.getName(), handle.getDesc()));
            return passed == null
                    ? null
                    : new Sink(
                            passed.values().iterator().next(),
                            Type.getArgumentTypes(dynamic.desc).length,
                            passed.keySet(),
                            "");
        }
        return null;
    }

    private static Set<Integer> strings(Type[] types, int first) {
        Set<Integer> strings = new HashSet<>();
        for (int i = 0; i < types.length; i++) {
            if (types[i].getClassName().equals("java.lang.String")
                    || types[i].getClassName().equals("java.lang.Object")) {
                strings.add(i + first);
            }
        }
        return strings;
    }

    private boolean isThrowable(String name) {
        ClassNode type = classes.get(name);
        return type == null
                ? name.endsWith("Exception") || name.endsWith("Error")
                : type.superName != null && isThrowable(type.superName);
    }

    private static String simple(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('$')) + 1);
    }

    private Set<String> returnedBy(String method, String sink) {
        Set<String> known = returned.get(method);
        if (known == null) {
            known = new LinkedHashSet<>();
            returned.put(method, known);
            flows.get(method).collectReturned(new Gatherer(method, sink, known));
        }
        return known;
    }

    /** @param logged the descriptor of a log call, or empty */
    private record Sink(String name, int count, Set<Integer> texts, String logged) {}

    private final class Gatherer implements TextFlow.Found {

        private final String method;
        private final String sink;
        private final Set<String> texts;

        private Gatherer(String method, String sink, Set<String> texts) {
            this.method = method;
            this.sink = sink;
            this.texts = texts;
        }

        @Override
        public void text(String text) {
            texts.add(text);
        }

        @Override
        public void call(String called) {
            if (called.endsWith(")Ljava/lang/String;")) {
                texts.addAll(returnedBy(called, sink));
            }
        }

        @Override
        public void parameter(int local) {
            MethodNode node = methods.get(method);
            boolean isStatic = (node.access & Opcodes.ACC_STATIC) != 0;
            int at = isStatic ? 0 : 1;
            int index = at;
            for (Type type : Type.getArgumentTypes(node.desc)) {
                if (at == local) {
                    passing.computeIfAbsent(method, key -> new LinkedHashMap<>())
                            .put(index, sink);
                }
                at += type.getSize();
                index++;
            }
        }
    }
}
