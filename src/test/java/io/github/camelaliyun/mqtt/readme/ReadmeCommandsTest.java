package io.github.camelaliyun.mqtt.readme;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** Which commands the pages have. {@link ReadmeCommandsIT} runs them. */
class ReadmeCommandsTest {

    static final Path ENGLISH = Path.of("README.md");
    static final Path CHINESE = Path.of("README.zh-CN.md");

    @Test
    void bothPagesHaveTheSameCommands() throws Exception {
        assertThat(ReadmeCommands.of(CHINESE).all())
                .containsExactlyInAnyOrderElementsOf(ReadmeCommands.of(ENGLISH).all());
    }

    @Test
    void everyCommandIsAStepThatIsRun() throws Exception {
        ReadmeCommands page = ReadmeCommands.of(ENGLISH);
        assertThat(page.all())
                .allSatisfy(command -> assertThat(Step.values())
                        .as("the steps that mean: %s", command)
                        .filteredOn(step -> step.means(command))
                        .hasSize(1));
        assertThat(Step.values()).allSatisfy(step -> assertThat(page.get(step)).isNotEmpty());
    }

    /** A test has the name of its step. */
    @Test
    void everyStepHasATest() {
        assertThat(Arrays.stream(ReadmeCommandsIT.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Runs.class))
                        .flatMap(method ->
                                Arrays.stream(method.getAnnotation(Runs.class).value())))
                .containsExactlyInAnyOrder(Step.values());
    }
}
