package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.NodeList;

/** The jar and the pom that a third party's build uses. */
class BuiltJarIT {
    private static final Path JAR = Path.of(System.getProperty("sluice.tck.jar"));
    private static final Path POM = Path.of(System.getProperty("sluice.tck.pom"));
    private static final String LIBRARY = "dev.sluice.tck.shaded.";

    @Test
    void theseTestsRunAgainstTheJar() throws Exception {
        assertThat(Path.of(SimpleFixture.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()))
                .isEqualTo(JAR);
    }

    @Test
    void everyClassIsInAPackageOfTheKit() throws IOException {
        assertThat(entries())
                .filteredOn(name -> name.endsWith(".class"))
                .hasSizeGreaterThan(100)
                .allMatch(name -> name.startsWith("dev/sluice/tck/"));
    }

    @Test
    void theOnlyServiceIsTheListenerOfTheReports() throws IOException {
        assertThat(entries())
                .filteredOn(name -> name.startsWith("META-INF/services/") && !name.endsWith("/"))
                .containsExactly("META-INF/services/org.junit.platform.launcher.TestExecutionListener");
    }

    @Test
    void theLicencesOfTheLibraryComeWithIt() throws IOException {
        assertThat(entries()).contains("META-INF/LICENSE", "META-INF/NOTICE");
    }

    @Test
    void noSignatureShowsTheLibrary() throws Exception {
        assertThat(Class.forName(LIBRARY + "jackson.core.JsonParser")).isNotNull();
        for (String entry : entries()) {
            String name = entry.replace('/', '.').replaceFirst("\\.class$", "");
            if (entry.endsWith(".class") && !name.startsWith(LIBRARY)) {
                assertThat(signature(Class.forName(name, false, BuiltJarIT.class.getClassLoader())))
                        .as("types that %s shows", name)
                        .noneMatch(type -> type.getName().startsWith(LIBRARY));
            }
        }
    }

    @Test
    void thePublishedPomHasNoDependencyOnTheLibrary() throws Exception {
        NodeList dependencies = (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        "/project/dependencies/dependency/artifactId/text()",
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(POM.toFile()),
                        XPathConstants.NODESET);
        List<String> names = Stream.iterate(0, i -> i + 1)
                .limit(dependencies.getLength())
                .map(i -> dependencies.item(i).getNodeValue())
                .toList();
        assertThat(names).contains("destination-spi", "junit-jupiter").doesNotContain("jackson-core");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"\\q\"}", "{\"a\":\"line\nbreak\"}", "{\"a\":1,\"a\":1}", "{\"a\":1} x"})
    void theJarReadsStrictly(String text) {
        assertThat(SimpleFixture.fieldsOfJson("{\"a\":1}")).containsEntry("a", "1");
        assertThatThrownBy(() -> SimpleFixture.fieldsOfJson(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream().map(JarEntry::getName).toList();
        }
    }

    /** The types in the public and protected members of a class. */
    private static Stream<Class<?>> signature(Class<?> type) {
        Stream<AccessibleObject> members = Stream.of(
                        type.getDeclaredMethods(), type.getDeclaredConstructors(), type.getDeclaredFields())
                .flatMap(Stream::of);
        return members.filter(
                        member -> (((Member) member).getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
                .flatMap(BuiltJarIT::types);
    }

    private static Stream<Class<?>> types(AccessibleObject member) {
        if (member instanceof Field field) {
            return Stream.of(field.getType());
        }
        Executable executable = (Executable) member;
        return Stream.concat(
                executable instanceof Method method ? Stream.of(method.getReturnType()) : Stream.empty(),
                Stream.concat(Stream.of(executable.getParameterTypes()), Stream.of(executable.getExceptionTypes())));
    }
}
