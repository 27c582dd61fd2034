// The MQTT.js peer of the bench: reads a plan (JSON, see Plan.java) from the standard input, measures, prints "RESULT" and
// the figures, and waits for the next plan. It does what the Java peers do, with the same window, counts and times.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import mqtt from 'mqtt';

const IDLE_MILLIS = 4000;
const PROBE_NUMBER = -1n;
const CONNECTS_AT_ONCE = 64;
const COLLECTIONS = 4;
const AGAIN_MILLIS = 500;

function fail(reason) {
  process.stderr.write(`${reason.stack ?? reason}\n`, () => process.exit(1));
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function finish(figures) {
  say(`RESULT ${JSON.stringify(figures)}`);
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

/** The first figures and those after a long warm-up, which have other names: see Warm.java. */
function joined(cold, warm) {
  const renamed = Object.entries(warm).map(([name, value]) => [`warm${name[0].toUpperCase()}${name.slice(1)}`, value]);
  return { ...cold, ...Object.fromEntries(renamed) };
}

function payload(number, size) {
  const bytes = Buffer.alloc(size);
  bytes.writeBigInt64BE(BigInt(number));
  return bytes;
}

function connect(plan, clean, clientId = plan.clientId) {
  const client = mqtt.connect(plan.uri, {
    clientId,
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
  function measure(warmUpMillis, told) {
    setTimeout(() => {
      const begin = stopwatch(done);
      setTimeout(() => told(between(begin, stopwatch(done))), plan.measureMillis);
    }, warmUpMillis);
  }
  client.on('connect', () => {
    fill();
    measure(plan.warmUpMillis, (cold) => {
      if (plan.longWarmUpMillis > 0) {
        measure(plan.longWarmUpMillis, (warm) => finish(joined(cold, warm)));
      } else {
        finish(cold);
      }
    });
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
  let idle;
  const probed = new Set();
  function end() {
    clearInterval(idle);
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
    idle = setInterval(() => {
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
  const messages = (millis) => Math.floor((millis * plan.rate) / 1000);
  const stretch = (first) => ({ first, end: first + messages(plan.measureMillis), micros: [] });
  const cold = stretch(messages(plan.warmUpMillis));
  const warm = plan.longWarmUpMillis > 0 ? stretch(cold.end + messages(plan.longWarmUpMillis)) : cold;
  const all = warm.end;
  let start;
  let next = 0;
  let ended = false;
  function percentiles({ micros }) {
    micros.sort((a, b) => a - b);
    const at = (percent) => micros[Math.max(0, Math.ceil((micros.length * percent) / 100) - 1)] / 1000;
    return { p50Millis: at(50), p99Millis: at(99), p999Millis: at(99.9) };
  }
  function missing({ first, end, micros }) {
    return end - first - micros.length;
  }
  function end() {
    if (ended) {
      return;
    }
    ended = true;
    if (warm === cold) {
      finish({ ...percentiles(cold), missing: missing(cold) });
    } else {
      finish({ ...joined(percentiles(cold), percentiles(warm)), missing: missing(cold) + missing(warm) });
    }
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
    } else {
      const at = Number(number);
      for (const timed of warm === cold ? [cold] : [cold, warm]) {
        if (at >= timed.first && at < timed.end) {
          timed.micros.push(Math.max(0, Number(process.hrtime.bigint() - (start + number * period)) / 1000));
        }
      }
      if (missing(warm) === 0) {
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

let fleet = [];

/** After full collections: what is on V8's heap, and what is outside of it, the bytes of buffers for instance. */
function memory() {
  for (let collection = 0; collection < COLLECTIONS; collection += 1) {
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, direct: external };
}

/** All threads of this process; not known where there is no /proc. */
function threads() {
  try {
    return Number(/^Threads:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return undefined;
  }
}

function closed(client) {
  return new Promise((resolve) => {
    client.end(false, {}, resolve);
  });
}

/** Many clientIds, each on a connection of its own with a subscription; those of the plan before are ended first. */
async function identities(plan) {
  await Promise.all(fleet.map(closed));
  fleet = [];
  const before = memory();
  const threadsBefore = threads();
  const numbers = Array.from({ length: plan.identities }, (_, at) => plan.firstIdentity + at);
  const topic = (identity) => `bench/d/${identity}`;
  const reached = new Set();
  const begin = process.hrtime.bigint();
  let next = 0;
  async function connectInTurn() {
    while (next < numbers.length) {
      const identity = numbers[next];
      next += 1;
      const client = connect(plan, false, `GID_bench@@@d${identity}`);
      fleet.push(client);
      client.on('message', () => reached.add(identity));
      await new Promise((resolve) => {
        client.once('connect', resolve);
      });
      client.subscribe(topic(identity), { qos: 1 });
    }
  }
  await Promise.all(Array.from({ length: CONNECTS_AT_ONCE }, connectInTurn));
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const control = connect(plan, true, `${plan.clientId}-ctl`);
  const message = payload(0, plan.payload);
  let left = numbers;
  while (left.length > 0) {
    await Promise.all(left.map((identity) => control.publishAsync(topic(identity), message, { qos: 1 })));
    const again = Date.now() + AGAIN_MILLIS;
    while (left.length > 0 && Date.now() < again) {
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
      left = left.filter((identity) => !reached.has(identity));
    }
  }
  await closed(control);
  const after = memory();
  const heap = (after.heap - before.heap) / 1024 / numbers.length;
  const direct = (after.direct - before.direct) / 1024 / numbers.length;
  const figures = {
    connectionsPerSecond: numbers.length / seconds,
    heapKibPerConnection: heap,
    directKibPerConnection: direct,
    memoryKibPerConnection: heap + direct,
    missing: numbers.length - reached.size,
  };
  if (threadsBefore !== undefined) {
    figures.threads = threads();
    figures.threadsPerConnection = (figures.threads - threadsBefore) / numbers.length;
  }
  finish(figures);
}

const kinds = { publish, consume, latency, identities };
const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const plan = JSON.parse(line);
  const kind = kinds[plan.kind];
  if (kind) {
    Promise.resolve(kind(plan)).catch(fail);
  } else {
    fail(`MQTT.js does no such work: ${plan.kind}`);
  }
});
input.on('close', () => process.exit(1));
