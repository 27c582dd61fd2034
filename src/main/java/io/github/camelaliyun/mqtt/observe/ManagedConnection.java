package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.observe.ConnectionFact.Kind;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;

/** A connection as JMX shows it: an attribute for each fact, to be read only. */
final class ManagedConnection implements DynamicMBean {

    private static final Map<String, ConnectionFact> FACTS = Arrays.stream(ConnectionFact.values())
            .collect(Collectors.toUnmodifiableMap(ManagedConnection::name, Function.identity()));

    private final MqttConnection connection;

    ManagedConnection(MqttConnection connection) {
        this.connection = connection;
    }

    private static String name(ConnectionFact fact) {
        return Character.toUpperCase(fact.detail().charAt(0)) + fact.detail().substring(1);
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = Arrays.stream(ConnectionFact.values())
                .map(fact -> new MBeanAttributeInfo(
                        name(fact),
                        (fact.kind() == Kind.TEXT ? String.class : Long.class).getName(),
                        fact.description(),
                        true,
                        false,
                        false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(
                getClass().getName(), "Connection to Alibaba Cloud's MQTT service", attributes, null, null, null);
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        ConnectionFact fact = FACTS.get(name);
        if (fact == null) {
            throw new AttributeNotFoundException(name);
        }
        return fact.of(connection.status());
    }

    /** Those of them that there are. */
    @Override
    public AttributeList getAttributes(String[] names) {
        var status = connection.status();
        AttributeList values = new AttributeList();
        for (String name : names) {
            if (FACTS.containsKey(name)) {
                values.add(new Attribute(name, FACTS.get(name).of(status)));
            }
        }
        return values;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " is read-only");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String name, Object[] arguments, String[] signature) {
        throw new UnsupportedOperationException(name);
    }
}
