package io.github.camelaliyun.mqtt;

import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/options.md} says of camel-paho's options and their defaults is what the catalogs have. */
class OptionsPageTest extends OptionsPage {

    @Test
    void everyOptionOfCamelPahoHasOneRow() {
        List<String> options =
                optionsOf(STOCK).map(BaseOptionModel::getName).distinct().toList();

        assertThat(options).hasSizeGreaterThan(30);
        assertThat(rows().map(Row::option)).containsExactlyInAnyOrderElementsOf(options);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theDefaultsAreThoseOfBothCatalogs(Row row) {
        assertThat(row.stockDefault()).isEqualTo(defaultIn(STOCK, row.option()));
        assertThat(row.ourDefault()).isEqualTo(defaultIn(OURS, row.option()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theRowSaysWhetherTheDefaultIsAnotherOne(Row row) {
        assertThat(row.fate()).isIn(HONOURED, OTHER_DEFAULT, NO_EFFECT, REFUSED);
        assertThat(row.fate().equals(OTHER_DEFAULT))
                .isEqualTo(!row.stockDefault().equals(row.ourDefault()));
    }

    private static String defaultIn(ComponentModel model, String option) {
        List<String> defaults = optionsOf(model)
                .filter(o -> o.getName().equals(option))
                .map(BaseOptionModel::getDefaultValue)
                .map(value -> Optional.ofNullable(value).map(String::valueOf).orElse(""))
                .distinct()
                .toList();
        assertThat(defaults).as(option).hasSizeLessThanOrEqualTo(1);
        return defaults.isEmpty() ? "" : defaults.get(0);
    }
}
