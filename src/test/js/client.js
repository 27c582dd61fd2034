// A client of the service on MQTT.js, written from the vendor's description and not from the project's Java code, so
// that the tests compare two independent readings of it.
//
// Environment: MQTT_URL (tcp://, tls://, mqtts:// or ws://; the first argument wins over it), MQTT_CLIENT_ID
// (GID_group@@@<device>), MQTT_ACCESS_KEY, MQTT_SECRET_KEY, MQTT_INSTANCE_ID and, if it is to subscribe,
// MQTT_SUBSCRIBE. MQTT_TOKENS (type=token, separated by commas) presents tokens instead of a signature. MQTT_CERTIFICATE
// and MQTT_PRIVATE_KEY (PEM files) are shown to a broker that demands a certificate.
// Input: lines "<topic> <message>", each published with QoS 1; the end of the input ends the client, with status 0.
// Output: "connected", "subscribed <topic>" (SUBACK), "published <topic>" (PUBACK), "topic:<topic> msg:<message>".
// Whatever goes wrong, a lost connection included, is told on the error output and ends the client with status 1.

import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import mqtt from 'mqtt';

const QOS = 1;
let ending = false;
let underWay = 0;
let failed = false;
let client;

function fail(reason) {
  if (failed) {
    return;
  }
  failed = true;
  process.stderr.write(`${reason}\n`, () => process.exit(1));
}

function required(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set`);
  }
  return value;
}

function credentials(clientId) {
  const rest = `${required('MQTT_ACCESS_KEY')}|${required('MQTT_INSTANCE_ID')}`;
  const tokens = process.env.MQTT_TOKENS;
  if (tokens) {
    const pairs = tokens.split(',').map((pair) => pair.replace('=', '|'));
    return { username: `Token|${rest}`, password: pairs.join('|') };
  }
  const signature = createHmac('sha1', required('MQTT_SECRET_KEY')).update(clientId).digest('base64');
  return { username: `Signature|${rest}`, password: signature };
}

function certificate() {
  const file = process.env.MQTT_CERTIFICATE;
  return file ? { cert: readFileSync(file), key: readFileSync(required('MQTT_PRIVATE_KEY')) } : {};
}

function options() {
  const clientId = required('MQTT_CLIENT_ID');
  return {
    clientId,
    ...credentials(clientId),
    ...certificate(),
    keepalive: 90,
    connectTimeout: 3000,
    // A test wants to see a lost connection, not to have it mended.
    reconnectPeriod: 0,
  };
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function subscribe(topic) {
  client.subscribe(topic, { qos: QOS }, (error, granted) => {
    if (error || granted.some(({ qos }) => qos > 2)) {
      fail(`subscribe ${topic}: ${error ? error.message : 'refused'}`);
    } else {
      say(`subscribed ${topic}`);
    }
  });
}

function publish(line) {
  const space = line.indexOf(' ');
  if (space < 1) {
    fail(`not of the form <topic> <message>: ${line}`);
    return;
  }
  const topic = line.slice(0, space);
  underWay += 1;
  client.publish(topic, line.slice(space + 1), { qos: QOS }, (error) => {
    underWay -= 1;
    if (error) {
      fail(`publish ${topic}: ${error.message}`);
    } else {
      say(`published ${topic}`);
      endWhenDone();
    }
  });
}

/** Ends the connection once the input has ended and every message is acknowledged. */
function endWhenDone() {
  if (ending && underWay === 0) {
    client.end(false, () => process.stdout.write('', () => process.exit(0)));
  }
}

function readInput() {
  const input = createInterface({ input: process.stdin });
  input.on('line', publish);
  input.on('close', () => {
    ending = true;
    endWhenDone();
  });
}

try {
  client = mqtt.connect(process.argv[2] ?? required('MQTT_URL'), options());
  client.on('connect', () => {
    say('connected');
    if (process.env.MQTT_SUBSCRIBE) {
      subscribe(process.env.MQTT_SUBSCRIBE);
    }
    readInput();
  });
  client.on('message', (topic, message) => say(`topic:${topic} msg:${message}`));
  client.on('error', (error) => fail(`error: ${error.message || error.code || error}`));
  client.on('close', () => {
    if (!(ending && underWay === 0)) {
      fail('the connection was closed');
    }
  });
} catch (error) {
  fail(error.message);
}
