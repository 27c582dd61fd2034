package io.github.camelaliyun.mqtt.messages;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the strings come from that a method puts on its stack. */
final class TextFlow {

    private static final String CONCATENATION = "makeConcatWithConstants";

    /** What a placeholder is in the recipe of a concatenation, and what a constant is. */
    private static final char ARGUMENT = '\u0001';

    private static final char CONSTANT = '\u0002';

    private final Map<String, MethodNode> methods;
    private final MethodNode method;
    private final Frame<SourceValue>[] frames;

    TextFlow(Map<String, MethodNode> methods, ClassNode owner, MethodNode method) {
        this.methods = methods;
        this.method = method;
        try {
            this.frames = new Analyzer<>(new Interpreter()).analyze(owner.name, method);
        } catch (AnalyzerException e) {
            throw new IllegalStateException(owner.name + "." + method.name, e);
        }
    }

    static String key(String owner, String name, String descriptor) {
        return owner + "." + name + descriptor;
    }

    /** The arguments of a call, each with what it comes from; empty for code that is never reached. */
    List<SourceValue> arguments(AbstractInsnNode call, int count) {
        Frame<SourceValue> frame = frames[method.instructions.indexOf(call)];
        List<SourceValue> arguments = new ArrayList<>();
        if (frame != null) {
            for (int i = 0; i < count; i++) {
                arguments.add(frame.getStack(frame.getStackSize() - count + i));
            }
        }
        return arguments;
    }

    /** Of an array that is made where it is used, as that of variable arguments; else zero. */
    static int length(SourceValue array) {
        return array.insns.stream()
                .filter(made -> made.getOpcode() == Opcodes.ANEWARRAY)
                .mapToInt(made -> constant(made.getPrevious()))
                .max()
                .orElse(0);
    }

    private static int constant(AbstractInsnNode pushed) {
        return pushed instanceof IntInsnNode number ? number.operand : pushed.getOpcode() - Opcodes.ICONST_0;
    }

    /** What a value is made of. */
    void collect(SourceValue value, Found found, Set<AbstractInsnNode> seen) {
        for (AbstractInsnNode source : value.insns) {
            if (seen.add(source)) {
                collect(source, found, seen);
            }
        }
    }

    private void collect(AbstractInsnNode source, Found found, Set<AbstractInsnNode> seen) {
        if (source instanceof LdcInsnNode constant) {
            if (constant.cst instanceof String text) {
                found.text(text);
            }
        } else if (source instanceof InvokeDynamicInsnNode dynamic) {
            if (dynamic.name.equals(CONCATENATION)) {
                found.text(recipe(dynamic));
            }
            arguments(source, Type.getArgumentTypes(dynamic.desc).length).forEach(each -> collect(each, found, seen));
        } else if (source instanceof MethodInsnNode call) {
            String key = key(call.owner, call.name, call.desc);
            if (methods.containsKey(key)) {
                found.call(key);
            } else {
                int count =
                        Type.getArgumentTypes(call.desc).length + (call.getOpcode() == Opcodes.INVOKESTATIC ? 0 : 1);
                arguments(source, count).forEach(each -> collect(each, found, seen));
            }
        } else if (source.getOpcode() == Opcodes.CHECKCAST) {
            arguments(source, 1).forEach(each -> collect(each, found, seen));
        } else if (source instanceof VarInsnNode variable && variable.var < 0) {
            found.parameter(-1 - variable.var);
        }
    }

    /** What the method returns. */
    void collectReturned(Found found) {
        for (AbstractInsnNode each : method.instructions) {
            if (each.getOpcode() == Opcodes.ARETURN) {
                arguments(each, 1).forEach(value -> collect(value, found, new HashSet<>()));
            }
        }
    }

    static String recipe(InvokeDynamicInsnNode dynamic) {
        StringBuilder text = new StringBuilder();
        int constant = 1;
        for (char character : ((String) dynamic.bsmArgs[0]).toCharArray()) {
            if (character == ARGUMENT) {
                text.append("{}");
            } else if (character == CONSTANT) {
                text.append(dynamic.bsmArgs[constant++]);
            } else {
                text.append(character);
            }
        }
        return text.toString();
    }

    /** The method of a lambda expression, or null. */
    static Handle lambda(InvokeDynamicInsnNode dynamic) {
        return dynamic.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory") ? (Handle) dynamic.bsmArgs[1] : null;
    }

    /** What takes what is found. */
    interface Found {
        void text(String text);

        /** A method of the project, whose result it is. */
        void call(String method);

        /** A parameter of the method, by its local variable. */
        void parameter(int local);
    }

    /** Values keep their first source when they are stored and loaded. */
    private static final class Interpreter extends SourceInterpreter {

        Interpreter() {
            super(ASM9);
        }

        @Override
        public SourceValue copyOperation(AbstractInsnNode instruction, SourceValue value) {
            return value;
        }

        @Override
        public SourceValue newParameterValue(boolean instance, int local, Type type) {
            return new SourceValue(type.getSize(), new VarInsnNode(Opcodes.ALOAD, -1 - local));
        }
    }
}
