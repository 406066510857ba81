package dev.sluice.redis.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    @Test
    void everyPairOfValuesIsTried() {
        List<List<String>> six =
                Configuration.PAIRWISE.stream().map(Configuration::values).toList();
        for (int a = 0; a < six.get(0).size(); a++) {
            for (int b = a + 1; b < six.get(0).size(); b++) {
                Set<List<String>> tried = new HashSet<>();
                Set<String> ofA = new TreeSet<>();
                Set<String> ofB = new TreeSet<>();
                for (List<String> values : six) {
                    tried.add(List.of(values.get(a), values.get(b)));
                    ofA.add(values.get(a));
                    ofB.add(values.get(b));
                }
                assertThat(tried).as("pairs of %s and %s", ofA, ofB).hasSize(ofA.size() * ofB.size());
            }
        }
    }
}
