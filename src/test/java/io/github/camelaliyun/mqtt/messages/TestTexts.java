package io.github.camelaliyun.mqtt.messages;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The strings of the tests: the runs of words in them, each with the methods that have it. */
final class TestTexts {

    private static final String ROOT = "io/github/camelaliyun/mqtt/";

    private final Map<String, Set<String>> methods = new HashMap<>();

    private TestTexts() {}

    /** {@return those of the classes in a folder, without this package} */
    static TestTexts in(Path folder) throws IOException {
        TestTexts texts = new TestTexts();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                ClassNode type = new ClassNode();
                new ClassReader(Files.readAllBytes(file))
                        .accept(type, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
                if (type.name.startsWith(ROOT) && !type.name.startsWith(ROOT + "messages/")) {
                    type.methods.forEach(method -> texts.add(type.name.substring(ROOT.length()), method));
                }
            }
        }
        return texts;
    }

    /** {@return the methods that have this run of words in a string, as {@code package.Class#method}} */
    Set<String> having(String run) {
        return methods.getOrDefault(run, Set.of());
    }

    private void add(String type, MethodNode method) {
        String name = type.replace('/', '.') + "#" + method.name;
        for (AbstractInsnNode each : method.instructions) {
            if (each instanceof LdcInsnNode constant && constant.cst instanceof String text) {
                add(name, text);
            } else if (each instanceof InvokeDynamicInsnNode dynamic
                    && dynamic.name.equals("makeConcatWithConstants")) {
                add(name, TextFlow.recipe(dynamic));
            }
        }
        if (method.visibleAnnotations != null) {
            method.visibleAnnotations.forEach(annotation -> addValue(name, annotation));
        }
    }

    private void addValue(String name, Object value) {
        if (value instanceof String text) {
            add(name, text);
        } else if (value instanceof AnnotationNode annotation && annotation.values != null) {
            annotation.values.forEach(each -> addValue(name, each));
        } else if (value instanceof List<?> values) {
            values.forEach(each -> addValue(name, each));
        }
    }

    private void add(String name, String text) {
        Words.runs(text)
                .forEach(run ->
                        methods.computeIfAbsent(run, key -> new TreeSet<>()).add(name));
    }
}
