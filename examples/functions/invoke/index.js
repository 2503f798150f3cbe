// A function for Invoke: https://github.com/brian9206/invoke
// The demo deploys it, changes VERSION, deploys it again and takes it back.
const VERSION = 'one';

export default async function handler(req, res) {
  const { name = 'world' } = req.query ?? {};
  res.json({ hello: name, version: VERSION });
}
