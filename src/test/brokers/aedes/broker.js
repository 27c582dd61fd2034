// The broker aedes with its state in memory: node broker.js <folder> <tcp port> <TLS port> <WebSocket port>
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { Aedes } from 'aedes';
import { WebSocketServer, createWebSocketStream } from 'ws';

const [folder, tcpPort, tlsPort, wsPort] = process.argv.slice(2);
const { BROKER_USER, BROKER_PASSWORD } = process.env;

const aedes = await Aedes.createBroker();
aedes.authenticate = (client, user, password, done) => {
  if (user === BROKER_USER && password?.toString() === BROKER_PASSWORD) {
    done(null, true);
  } else {
    // 4: bad user name or password.
    done(Object.assign(new Error('refused'), { returnCode: 4 }), false);
  }
};

const listen = (server, port) => new Promise((resolve, reject) => {
  server.once('error', reject).listen(Number(port), '127.0.0.1', resolve);
});

const web = http.createServer();
new WebSocketServer({ server: web, handleProtocols: () => 'mqtt' })
  .on('connection', (socket, request) => aedes.handle(createWebSocketStream(socket), request));

await listen(net.createServer(aedes.handle), tcpPort);
await listen(tls.createServer({
  key: readFileSync(path.join(folder, 'server.key')),
  cert: readFileSync(path.join(folder, 'server.crt')),
}, aedes.handle), tlsPort);
await listen(web, wsPort);
console.log('listening');

// Until the test has closed the input, or has ended.
process.stdin.on('end', () => process.exit(0)).resume();
