package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.kit.MqttJsFolder;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * mqtt-packet, the codec of MQTT.js, in a process of its own ({@code src/test/js/judge.js}, which says what goes over its
 * pipes). Any thread may ask; one is answered at a time.
 */
final class Judge implements AutoCloseable {

    private static final int END_SECONDS = 10;
    private static final int PIPE_BYTES = 1 << 16;

    private final Process process;
    private final DataOutputStream questions;
    private final DataInputStream answers;

    Judge() {
        try {
            process = new ProcessBuilder("node", "judge.js")
                    .directory(MqttJsFolder.prepared().toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the judge could not be started", e);
        }
        questions = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), PIPE_BYTES));
        answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), PIPE_BYTES));
    }

    /** A verdict for each. */
    synchronized List<Verdict> judge(List<byte[]> cases) {
        try {
            ByteArrayOutputStream batch = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(batch);
            for (byte[] each : cases) {
                out.writeInt(each.length);
                out.write(each);
            }
            questions.writeInt(batch.size());
            batch.writeTo(questions);
            questions.flush();
            byte[] answer = new byte[answers.readInt()];
            answers.readFully(answer);
            return read(ByteBuffer.wrap(answer), cases.size());
        } catch (IOException e) {
            throw new UncheckedIOException("the judge has gone", e);
        }
    }

    private static List<Verdict> read(ByteBuffer answer, int cases) {
        List<Verdict> verdicts = new ArrayList<>(cases);
        for (int i = 0; i < cases; i++) {
            int count = Short.toUnsignedInt(answer.getShort());
            List<Verdict.Item> items = new ArrayList<>(count);
            for (int j = 0; j < count; j++) {
                Verdict.Kind kind = Verdict.Kind.values()[answer.get()];
                int start = answer.getInt();
                int end = answer.getInt();
                byte[] text = new byte[answer.getInt()];
                answer.get(text);
                items.add(new Verdict.Item(kind, start, end, new String(text, StandardCharsets.UTF_8)));
            }
            verdicts.add(new Verdict(items));
        }
        if (answer.hasRemaining()) {
            throw new IllegalStateException("the judge says more than it was asked");
        }
        return verdicts;
    }

    /** Ends its input, whereupon it ends. */
    @Override
    public void close() {
        try {
            questions.close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the judge does not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
