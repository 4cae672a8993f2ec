// Encodes the texts with the Rust library and writes what it says.
// Usage: node fixtures.js <Fixtures folder> [<folder with gpt2 and qwen2.5>]
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');
const { Tokenizer } = require('tokenizers');
const forms = require('./forms');
const { texts, repeated, blocks, blockText } = require('./texts');

const [fixtures, shared] = process.argv.slice(2);
const readJson = (...parts) => JSON.parse(fs.readFileSync(path.join(...parts), 'utf8'));
const digest = ids => crypto.createHash('sha256').update(Buffer.from(Int32Array.from(ids).buffer)).digest('hex').slice(0, 16);
const isWellFormed = text => text.isWellFormed();
const units = text => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16)).join(' ');

function sharedForms() {
  if (!shared) return {};
  const read = (name, file) => fs.readFileSync(path.join(shared, name, file), 'utf8');
  const merges = name => read(name, 'merges.txt').split('\n').filter(line => line && !line.startsWith('#version'));
  const gpt2 = readJson(shared, 'gpt2', 'vocab.json'), qwen = readJson(shared, 'qwen2.5', 'vocab.json');
  const decoder = readJson(shared, 'qwen2.5', 'tokenizer_config.json').added_tokens_decoder;
  const qwenAdded = Object.entries(decoder).map(([id, token]) => ({ id: Number(id), ...token }));
  const endOfText = { id: gpt2['<|endoftext|>'], content: '<|endoftext|>', single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    'shared-gpt2': forms.gpt2(gpt2, merges('gpt2'), [endOfText]),
    'shared-qwen2.5': forms.qwen2(qwen, merges('qwen2.5'), qwenAdded),
    'shared-qwen2.5-as-llama3': forms.llama3(qwen, merges('qwen2.5'), qwenAdded),
  };
}

// Text in which special tokens are text: the library with special tokens that no text spells.
const clientForm = json => ({
  ...json, post_processor: null,
  added_tokens: json.added_tokens.map(t => (t.special ? { ...t, content: `\u{10fffd}${t.id}\u{10fffd}` } : t)),
});

async function describe(name, json, isSmall) {
  const all = Tokenizer.fromString(JSON.stringify(json)), client = Tokenizer.fromString(JSON.stringify(clientForm(json)));
  const encode = async (t, text, special = false) => {
    const e = await t.encode(text, null, { addSpecialTokens: special });
    return { ids: e.getIds(), spans: e.getOffsets().flat() };
  };
  const cases = [];
  for (const text of texts) {
    const c = await encode(client, text), a = await encode(all, text);
    const entry = isWellFormed(text) ? { text } : { units: units(text) };
    Object.assign(entry, c);
    if (a.ids.join() !== c.ids.join() || a.spans.join() !== c.spans.join()) entry.control = a;
    const decoded = await all.decode(c.ids, false);
    if (isWellFormed(text) && decoded !== text) entry.decoded = decoded;
    cases.push(entry);
  }
  const long = [];
  for (const [text, times] of repeated) {
    const { ids } = await encode(client, text.repeat(times));
    long.push({ text, times, count: ids.length, digest: digest(ids) });
  }
  const planes = [];
  if (isSmall)
    for (const start of blocks) {
      const { ids } = await encode(client, blockText(start));
      planes.push({ start, count: ids.length, digest: digest(ids) });
    }
  const withSpecial = (await encode(all, 'The answer is 42.', true)).ids;
  const lines = list => list.map(x => '    ' + JSON.stringify(x)).join(',\n');
  fs.writeFileSync(path.join(fixtures, 'rust', name + '.json'),
    `{\n  "sequence": ${JSON.stringify(withSpecial)},\n  "cases": [\n${lines(cases)}\n  ],\n  "repeated": [\n${lines(long)}\n  ],\n  "blocks": [\n${lines(planes)}\n  ]\n}\n`);
}

(async () => {
  fs.mkdirSync(path.join(fixtures, 'rust'), { recursive: true });
  for (const name of ['gpt2', 'qwen2', 'llama3']) await describe('tiny-' + name, readJson(fixtures, 'tiny', name, 'tokenizer.json'), true);
  for (const [name, json] of Object.entries(sharedForms())) await describe(name, json, false);
})();
