// The codec of MQTT.js as a second opinion on the bytes that a server sends: for each byte sequence the packets that it
// sees in it, and what it refuses.
//
// Input: batches. A batch is its length in bytes (4 bytes, as all numbers here most significant byte first) and then, for
// each case, the length of the case (4 bytes) and its bytes. The end of the input ends the process.
// Output: for each batch its length and then, for each case, the number of its items (2 bytes) and the items: kind (1 byte:
// 0 a packet, 1 refused, 2 the beginning of a packet), first byte (4 bytes), byte after the last (4 bytes), length of the
// text (4 bytes), text (UTF-8). The text is the packet in words, or why it was refused.
// After what it refused it goes on with the next packet, if the length of the refused one is known.

import packets from 'mqtt-packet';

const PACKET = 0;
const REFUSED = 1;
const BEGINNING = 2;
const NUMBER = 4;
const ITEM_HEAD = 1 + 3 * NUMBER;
const MOST_LENGTH_BYTES = 4;

/** FNV-1a with 32 bits. */
function hash(bytes) {
  let value = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) {
    value = Math.imul(value ^ bytes[i], 0x01000193);
  }
  return (value >>> 0).toString(16);
}

function describe(packet) {
  switch (packet.cmd) {
    case 'connack':
      return `CONNACK session=${packet.sessionPresent} code=${packet.returnCode}`;
    case 'publish': {
      const payload = packet.payload;
      return `PUBLISH qos=${packet.qos} retain=${packet.retain} dup=${packet.dup} id=${packet.qos > 0 ? packet.messageId : 0}`
        + ` topic=${packet.topic.length}:${packet.topic} payload=${payload.length} hash=${hash(payload)}`;
    }
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
    case 'unsuback':
      return `${packet.cmd.toUpperCase()} id=${packet.messageId}`;
    case 'suback':
      return `SUBACK id=${packet.messageId} codes=${Buffer.from(packet.granted).toString('hex')}`;
    default:
      return packet.cmd.toUpperCase();
  }
}

/** Where the packet that begins here ends by its own account; -1 if it does not say so. */
function endOf(bytes, start) {
  let length = 0;
  for (let i = 0; i < MOST_LENGTH_BYTES; i++) {
    const next = bytes[start + 1 + i];
    if (next === undefined) {
      return -1;
    }
    length += (next & 0x7f) * 2 ** (7 * i);
    if (next < 0x80) {
      return start + 2 + i + length;
    }
  }
  return -1;
}

function judge(bytes) {
  const items = [];
  let start = 0;
  while (start < bytes.length) {
    const parser = packets.parser({ protocolVersion: 4 });
    let refusal = null;
    parser.on('packet', (packet) => {
      const end = bytes.length - parser._list.length;
      items.push({ kind: PACKET, start, end, text: describe(packet) });
      start = end;
    });
    parser.on('error', (error) => {
      refusal ??= error;
    });
    try {
      parser.parse(bytes.subarray(start));
    } catch (error) {
      refusal ??= error;
    }
    if (refusal !== null) {
      const end = endOf(bytes, start);
      const known = end >= 0 && end <= bytes.length;
      items.push({ kind: REFUSED, start, end: known ? end : bytes.length, text: refusal.message });
      start = known ? end : bytes.length;
    } else if (start < bytes.length) {
      items.push({ kind: BEGINNING, start, end: bytes.length, text: '' });
      start = bytes.length;
    }
  }
  return items;
}

function encode(items, parts) {
  const count = Buffer.alloc(2);
  count.writeUInt16BE(items.length);
  parts.push(count);
  for (const item of items) {
    const text = Buffer.from(item.text);
    const head = Buffer.alloc(ITEM_HEAD);
    head[0] = item.kind;
    head.writeUInt32BE(item.start, 1);
    head.writeUInt32BE(item.end, 1 + NUMBER);
    head.writeUInt32BE(text.length, 1 + 2 * NUMBER);
    parts.push(head, text);
  }
}

function answer(batch) {
  const parts = [];
  for (let at = 0; at < batch.length; ) {
    const length = batch.readUInt32BE(at);
    at += NUMBER;
    encode(judge(batch.subarray(at, at + length)), parts);
    at += length;
  }
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(NUMBER);
  head.writeUInt32BE(body.length);
  process.stdout.write(Buffer.concat([head, body]));
}

let pending = [];
let held = 0;
process.stdin.on('data', (chunk) => {
  pending.push(chunk);
  held += chunk.length;
  while (held >= NUMBER) {
    // A batch comes in many chunks: they are put together once it is there.
    if (pending[0].length < NUMBER) {
      pending = [Buffer.concat(pending)];
    }
    const length = pending[0].readUInt32BE(0);
    if (held < NUMBER + length) {
      return;
    }
    const all = Buffer.concat(pending);
    answer(all.subarray(NUMBER, NUMBER + length));
    pending = [all.subarray(NUMBER + length)];
    held = pending[0].length;
  }
});
