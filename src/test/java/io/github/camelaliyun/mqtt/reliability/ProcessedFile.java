package io.github.camelaliyun.mqtt.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * What a consumer that may be killed has processed: a file with a line of fixed length for each message, handed to the
 * operating system before {@link #add} returns. It survives the process (not a power cut, which is not tried here).
 */
final class ProcessedFile implements AutoCloseable {

    private static final int LINE_BYTES = 10;

    private final FileChannel channel;

    /** For the writer, of which there is one at a time. */
    ProcessedFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    void add(int message) throws IOException {
        ByteBuffer line =
                ByteBuffer.wrap(String.format(Locale.ROOT, "%09d\n", message).getBytes(StandardCharsets.US_ASCII));
        while (line.hasRemaining()) {
            channel.write(line);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * For another process: enters what is beyond the first {@code skip} messages of the file in the ledger; answers how
     * many are in the file. A line that a killed writer left unfinished is not counted.
     */
    static int enter(Path file, int skip, Ledger ledger) {
        try (FileChannel channel = FileChannel.open(file)) {
            int count = (int) (channel.size() / LINE_BYTES);
            ByteBuffer lines = ByteBuffer.allocate((count - skip) * LINE_BYTES);
            while (lines.hasRemaining() && channel.read(lines, (long) skip * LINE_BYTES + lines.position()) >= 0) {
                // On with what is missing.
            }
            String text = new String(lines.array(), StandardCharsets.US_ASCII);
            text.lines().mapToInt(Integer::parseInt).forEach(ledger::processed);
            return count;
        } catch (NoSuchFileException notYet) {
            return skip;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be read", e);
        }
    }
}
