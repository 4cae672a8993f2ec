// Encodes texts with the Rust library and the tokenizers of tiny-other.js, and writes what it says; and what its normalizers make
// of every code point. Usage: node fixtures-other.js <Fixtures folder> [<folder with mistral>]
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');
const { Tokenizer } = require('tokenizers');
const { texts, repeated, blocks, blockText } = require('./texts');
const { charsmap, rules } = require('./charsmap');

const [fixtures, shared] = process.argv.slice(2);
const readJson = (...parts) => JSON.parse(fs.readFileSync(path.join(...parts), 'utf8'));
const sha = bytes => crypto.createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const digest = ids => sha(Buffer.from(Int32Array.from(ids).buffer));
const units = text => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16)).join(' ');
const lines = list => list.map(x => '    ' + JSON.stringify(x)).join(',\n');

const more = [
  '▁', ' ▁', '▁▁a ▁ b', ' \u2581the', '<0x0A>', 'a<0x41>b', '<unk>', '<unk>шщ<unk>', '<s>', 'x</s>y', '<s>the', '<s> the', '</s>the the', ' <s>', '[CLS] the [SEP]', '[UNK] x', '##ing ##e', '<pad>',
  'zz zzz zzzz zzzzz', 'xyz xyzxyz', 'qq qqq qqqq', 'шшш щ ш', 'ш', ' ш ш', 'aшbшшc', '\u0085ш\u0085', 'щ😀щ\u0085', '칠𝔼∑칠', 'ш칠\u0085𝔼x', '``quoted\'\' ```x',
  'the\nanswer\tis\r\n7', 'unaffable', 'x'.repeat(99) + ' ' + 'x'.repeat(100) + ' ' + 'y'.repeat(101), 'trajectory!', ' trajectory!', '▁trajectory!', 'trajectory! trajectory!', 'e the e there',
  'New news  New newNew', ' New', 'New', 'a\u200db\u200d\u200dc', '\u0001\u0001start', '\u0001 start', '\u00a0\u0301x', '\u00a0\u0308', 'ﬁ\u0301ﬁ', '\u1e9b\u0323', 'か\u3099\u3099', '\u1112\u1161\u11abx', '\r\n\r\n', '\r\u0301',
  '©\u200d©', '👩\u200d👧', 'ＡＢＣ１２３！', 'don\'t ? do not , I\'m . n\'t', 'a , b . c ! d ? e', 'ÀÉÎÕÜ İSTANBUL ΑΣ ǅ ẞ', 'resume\u0301 re\u0301sume\u0301', '中文字符和English混合', '  two  spaces   three    four  ', 'a  ', '  a', '\u3000a\u3000\u3000b',
];
const all = [...texts.filter((_, i) => i < 170 || i % 3 === 0), ...more];
const pairs = [['The answer is 7.', 'the step'], ['', 'x'], ['a b', '']];

// Text in which special tokens are text: the library with special tokens that no text spells.
function clientForm(json) {
  const form = structuredClone(json), renamed = new Map();
  for (const token of form.added_tokens.filter(t => t.special)) {
    renamed.set(token.content, `\u{10fffd}${token.id}\u{10fffd}`);
    token.content = renamed.get(token.content);
  }
  const model = form.model;
  if (Array.isArray(model.vocab)) for (const entry of model.vocab) entry[0] = renamed.get(entry[0]) ?? entry[0];
  else model.vocab = Object.fromEntries(Object.entries(model.vocab).map(([content, id]) => [renamed.get(content) ?? content, id]));
  if (model.unk_token) model.unk_token = renamed.get(model.unk_token) ?? model.unk_token;
  return { ...form, post_processor: null };
}

async function describe(name, json) {
  const whole = Tokenizer.fromString(JSON.stringify(json)), client = Tokenizer.fromString(JSON.stringify(clientForm(json)));
  const encode = async (t, text, pair = null, addSpecialTokens = false) => {
    const e = await t.encode(text, pair, { addSpecialTokens });
    return { ids: e.getIds(), spans: e.getOffsets().flat(), types: e.getTypeIds() };
  };
  const cases = [];
  for (const text of all) {
    const c = await encode(client, text), a = await encode(whole, text);
    delete c.types; delete a.types;
    const entry = { ...c };
    if (a.ids.join() !== c.ids.join()) entry.control = a;
    const decoded = await whole.decode(c.ids, false);
    if (text.isWellFormed() && decoded !== text) entry.decoded = decoded;
    cases.push(entry);
  }
  const long = [];
  for (const [text, times] of repeated) {
    const { ids } = await encode(client, text.repeat(times));
    long.push({ text, times, count: ids.length, digest: digest(ids) });
  }
  const joined = [];
  for (const [first, second] of pairs) {
    const { ids, types } = await encode(whole, first, second, true);
    joined.push({ first, second, ids, types });
  }
  const single = (await encode(whole, 'The answer is 42.', null, true)).ids;
  fs.writeFileSync(path.join(fixtures, 'rust', name + '.json'),
    `{\n  "sequence": ${JSON.stringify(single)},\n  "pairs": [\n${lines(joined)}\n  ],\n  "cases": [\n${lines(cases)}\n  ],\n  "repeated": [\n${lines(long)}\n  ]\n}\n`);
}

// What normalizers make of every code point beside others, as digests of the UTF-8.
function normalizers() {
  const bert = options => ({ type: 'BertNormalizer', clean_text: false, handle_chinese_chars: false, strip_accents: false, lowercase: false, ...options });
  const parts = [
    { type: 'NFC' }, { type: 'NFD' }, { type: 'NFKC' }, { type: 'NFKD' }, { type: 'Lowercase' }, { type: 'StripAccents' }, { type: 'Nmt' }, { type: 'Strip', strip_left: true, strip_right: true },
    bert({ clean_text: true }), bert({ handle_chinese_chars: true }), bert({ strip_accents: true }), bert({ lowercase: true, strip_accents: null }),
    { type: 'Precompiled', precompiled_charsmap: charsmap(rules()) }, { type: 'Replace', pattern: { Regex: '\\s+' }, content: '_' }, { type: 'Prepend', prepend: '▁' },
  ];
  // Two bytes and at most three more: whether they are one cluster decides what becomes of the second.
  const clusters = start => Array.from({ length: 0x1000 }, (_, i) => start + i).filter(c => c < 0xd800 || c > 0xdfff).map(c => `\u00a0${String.fromCodePoint(c)}x`).join('');
  const described = parts.map(normalizer => {
    const t = Tokenizer.fromString(JSON.stringify({ version: '1.0', added_tokens: [], normalizer, pre_tokenizer: null, post_processor: null, decoder: null, model: { type: 'BPE', vocab: { a: 0 }, merges: [] } })).getNormalizer();
    const digests = blocks.flatMap(start => [blockText(start), clusters(start)]).map(text => sha(Buffer.from(t.normalizeString(text), 'utf8')));
    return { normalizer, blocks: digests.join(' '), texts: sha(Buffer.from(all.map(text => t.normalizeString(text)).join('\u0000'), 'utf8')) };
  });
  fs.writeFileSync(path.join(fixtures, 'rust', 'normalizers.json'), `{\n  "starts": ${JSON.stringify(blocks)},\n  "normalizers": [\n${lines(described)}\n  ]\n}\n`);
}

(async () => {
  fs.writeFileSync(path.join(fixtures, 'rust', 'texts.json'), `{\n  "texts": [\n${lines(all.map(text => (text.isWellFormed() ? { text } : { units: units(text) })))}\n  ]\n}\n`);
  for (const name of ['llama', 'llama-first', 'bpe-partial', 'bpe-unknown', 'gemma', 't5', 'xlmr', 'ties', 'albert', 'bert', 'bert-cased', 'words'])
    await describe('other-' + name, readJson(fixtures, 'tiny', name, 'tokenizer.json'));
  if (shared) await describe('other-shared-mistral', readJson(shared, 'mistral', 'tokenizer.json'));
  normalizers();
})();
