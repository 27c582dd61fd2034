// The MQTT.js peer of the bench: reads its plan (JSON, see Plan.java) from the standard input, measures, and prints
// "RESULT" and the figures. It does what the Java peers do, with the same window, counts and times.

import { createInterface } from 'node:readline';
import mqtt from 'mqtt';

const IDLE_MILLIS = 4000;
const PROBE_NUMBER = -1n;

function fail(reason) {
  process.stderr.write(`${reason.stack ?? reason}\n`, () => process.exit(1));
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function finish(figures) {
  process.stdout.write(`RESULT ${JSON.stringify(figures)}\n`, () => process.exit(0));
}

function cpuMicros() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function stopwatch(done) {
  return { wall: process.hrtime.bigint(), cpu: cpuMicros(), done };
}

function between(begin, end) {
  const messages = end.done - begin.done;
  return {
    messagesPerSecond: (messages * 1e9) / Number(end.wall - begin.wall),
    cpuMicrosPerMessage: (end.cpu - begin.cpu) / messages,
  };
}

function payload(number, size) {
  const bytes = Buffer.alloc(size);
  bytes.writeBigInt64BE(BigInt(number));
  return bytes;
}

function connect(plan, clean) {
  const client = mqtt.connect(plan.uri, {
    clientId: plan.clientId,
    username: plan.username,
    password: plan.password,
    clean,
    keepalive: 90,
    reconnectPeriod: 0,
  });
  client.on('error', fail);
  return client;
}

/** As many publishes under way as the window has places; each acknowledgement starts the next one. */
function publish(plan) {
  const client = connect(plan, true);
  const message = payload(0, plan.payload);
  let done = 0;
  let free = plan.window;
  let filling = false;
  function fill() {
    if (filling) {
      return;
    }
    filling = true;
    while (free > 0) {
      free -= 1;
      client.publish(plan.topics[0], message, { qos: plan.qos }, (error) => {
        if (error) {
          fail(error);
          return;
        }
        done += 1;
        free += 1;
        // Not from within the callback: with QoS 0 it may run inside publish.
        if (free === 1) {
          setImmediate(fill);
        }
      });
    }
    filling = false;
  }
  client.on('connect', () => {
    fill();
    setTimeout(() => {
      const begin = stopwatch(done);
      setTimeout(() => finish(between(begin, stopwatch(done))), plan.measureMillis);
    }, plan.warmUpMillis);
  });
}

/** MQTT.js acknowledges once handleMessage has called back: that is the place to process a message. */
function consume(plan) {
  const client = connect(plan, false);
  const seen = new Uint8Array(plan.messages);
  let unique = 0;
  let duplicates = 0;
  let begin;
  let latest;
  let before = -1;
  const probed = new Set();
  function end() {
    const rate = begin && latest && latest.done > begin.done ? between(begin, latest) : {};
    finish({ missing: plan.messages - unique, duplicates, ...rate });
  }
  client.handleMessage = (packet, callback) => {
    const number = Number(packet.payload.readBigInt64BE());
    if (number < 0) {
      probed.add(packet.topic);
    } else if (seen[number]) {
      duplicates += 1;
    } else {
      seen[number] = 1;
      unique += 1;
      if (unique === plan.warmUpMessages) {
        begin = stopwatch(unique);
      }
      if (unique === plan.messages || unique % 500 === 0) {
        latest = stopwatch(unique);
      }
      if (unique === plan.messages) {
        setImmediate(end);
      }
    }
    callback();
  };
  client.on('connect', () => {
    client.subscribe(plan.topics, { qos: plan.qos }, (error) => {
      if (error) {
        fail(error);
      } else if (plan.qos === 0) {
        say('READY');
      }
    });
    setInterval(() => {
      if (unique === before) {
        end();
      }
      before = unique;
    }, IDLE_MILLIS);
  });
}

/** Spins between the messages: a timer of Node.js is up to a millisecond late, which would be charged to MQTT.js. */
function latency(plan) {
  const client = connect(plan, true);
  const period = BigInt(Math.round(1e9 / plan.rate));
  const warmUp = Math.floor((plan.warmUpMillis * plan.rate) / 1000);
  const all = warmUp + Math.floor((plan.measureMillis * plan.rate) / 1000);
  const micros = [];
  let start;
  let next = 0;
  function end() {
    micros.sort((a, b) => a - b);
    const at = (percent) => micros[Math.max(0, Math.ceil((micros.length * percent) / 100) - 1)] / 1000;
    finish({ p50Millis: at(50), p99Millis: at(99), p999Millis: at(99.9), missing: all - warmUp - micros.length });
  }
  function send() {
    while (next < all && process.hrtime.bigint() >= start + BigInt(next) * period) {
      client.publish(plan.topics[0], payload(next, plan.payload), { qos: plan.qos });
      next += 1;
    }
    if (next < all) {
      setImmediate(send);
    } else {
      setTimeout(end, 10000);
    }
  }
  client.on('message', (topic, bytes) => {
    const number = bytes.readBigInt64BE();
    if (number === PROBE_NUMBER) {
      start = process.hrtime.bigint();
      send();
    } else if (number >= warmUp) {
      micros.push(Math.max(0, Number(process.hrtime.bigint() - (start + number * period)) / 1000));
      if (micros.length === all - warmUp) {
        end();
      }
    }
  });
  client.on('connect', () => {
    client.subscribe(plan.topics, { qos: plan.qos }, (error) => {
      if (error) {
        fail(error);
      } else {
        client.publish(plan.topics[0], payload(-1, plan.payload), { qos: plan.qos });
      }
    });
  });
}

const kinds = { publish, consume, latency };
const input = createInterface({ input: process.stdin });
input.once('line', (line) => {
  const plan = JSON.parse(line);
  const kind = kinds[plan.kind];
  if (kind) {
    kind(plan);
  } else {
    fail(`MQTT.js does no such work: ${plan.kind}`);
  }
});
input.on('close', () => process.exit(1));
