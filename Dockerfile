# The node with its JVM. Built by docker-compose.yml; not run by the project's own tests.
FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN mvn -B -q package -DskipTests && mkdir /lib-out && tr ':' '\n' < target/runtime.classpath | xargs -I{} cp {} /lib-out/ && cp target/saltern-[0-9]*[0-9].jar /lib-out/

FROM eclipse-temurin:25-jre
COPY --from=build /lib-out /opt/saltern/lib
ENTRYPOINT ["java", "-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", "/opt/saltern/lib/*", "dev.saltern.app.Main"]
