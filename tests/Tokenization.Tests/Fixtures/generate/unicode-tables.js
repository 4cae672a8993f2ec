// Asks the Rust library which class every code point has, how it composes and what its small letter is, and writes the tables
// that src/Tokenization/Unicode embeds. Usage: node unicode-tables.js <output folder>
const fs = require('fs');
const path = require('path');
const {
  Tokenizer, nfcNormalizer, nfdNormalizer, nfkdNormalizer, lowercase, bertNormalizer, stripAccentsNormalizer, bertPreTokenizer, digitsPreTokenizer,
} = require('tokenizers');
const { charsmap } = require('./charsmap');

const out = process.argv[2];
const LAST = 0x10ffff;
const isSurrogate = c => c >= 0xd800 && c <= 0xdfff;
const text = c => String.fromCodePoint(c);
const hex = c => c.toString(16);

function tokenizer(extra) {
  return Tokenizer.fromString(JSON.stringify({
    version: '1.0', added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null,
    model: { type: 'BPE', vocab: { a: 0 }, merges: [] }, ...extra,
  }));
}

function* blocks() {
  for (let start = 0; start <= LAST; start += 0x1000) {
    const points = [];
    for (let c = start; c < start + 0x1000; c++) if (!isSurrogate(c)) points.push(c);
    if (points.length) yield points;
  }
}

// What a Split with behavior Removed leaves over does not match the pattern.
function matching(pattern) {
  const split = tokenizer({ pre_tokenizer: { type: 'Split', pattern: { Regex: pattern }, behavior: 'Removed', invert: false } }).getPreTokenizer();
  const set = new Set();
  for (const points of blocks()) {
    points.forEach(c => set.add(c));
    for (const [piece] of split.preTokenizeString(String.fromCodePoint(...points))) for (const ch of piece) set.delete(ch.codePointAt(0));
  }
  return set;
}

// char::is_numeric of the Rust standard library, which the Digits pre-tokenizer uses.
function numeric() {
  const digits = digitsPreTokenizer(true);
  const set = new Set();
  for (const points of blocks())
    for (const c of points) if (digits.preTokenizeString('a' + text(c) + 'a').length === 3) set.add(c);
  return set;
}

// \w of the regex crate, which single_word uses: an added token is not found beside a word character.
async function wordCharacters() {
  const t = tokenizer({ added_tokens: [{ id: 1, content: 'Q', single_word: true, lstrip: false, rstrip: false, normalized: false, special: true }] });
  const set = new Set([0x51]);
  for (const points of blocks()) {
    const tested = points.filter(c => c !== 0x51);
    const encodings = await t.encodeBatch(tested.map(c => text(c) + 'Q'), { addSpecialTokens: false });
    encodings.forEach((e, i) => { if (!e.getIds().includes(1)) set.add(tested[i]); });
  }
  return set;
}

function ranges(name, set) {
  const lines = [];
  for (let c = 0; c <= LAST; c++) {
    if (!set.has(c)) continue;
    let end = c;
    while (set.has(end + 1)) end++;
    lines.push(`${name} ${hex(c)} ${hex(end)}`);
    c = end;
  }
  return lines;
}

function canonicalForms() {
  const nfc = nfcNormalizer(), nfd = nfdNormalizer();
  const compose = s => nfc.normalizeString(s), decompose = s => nfd.normalizeString(s);
  const decomposed = new Map(), marks = [];
  for (let c = 0; c <= LAST; c++) {
    if (isSurrogate(c) || (c >= 0xac00 && c <= 0xd7a3)) continue;
    const d = decompose(text(c));
    if (d !== text(c)) decomposed.set(c, [...d].map(x => x.codePointAt(0)));
    // U+0345 has the highest class there is (240), so it changes places with every other mark.
    else if (c === 0x345 || decompose('a\u0345' + d) !== 'a\u0345' + d) marks.push(c);
  }
  const lines = [];
  const ofDecomposition = new Map();
  for (const [c, d] of decomposed) if (compose(text(c)) === text(c) || !ofDecomposition.has(d.join())) ofDecomposition.set(d.join(), c);
  for (const [c, d] of decomposed) {
    const composes = compose(text(c)) === text(c) ? 'C' : 'D';
    if (d.length === 1) { lines.push(`D ${hex(c)} ${hex(d[0])}`); continue; }
    const prefix = d.slice(0, -1);
    const first = prefix.length === 1 ? prefix[0] : ofDecomposition.get(prefix.join());
    if (first === undefined) throw new Error('no prefix for ' + hex(c));
    lines.push(`${composes} ${hex(c)} ${hex(first)} ${hex(d[d.length - 1])}`);
  }
  // Only the order of the combining classes matters, so they are ranked by comparing.
  const after = (x, y) => decompose('a' + text(x) + text(y)) !== 'a' + text(x) + text(y); // class(x) > class(y)
  const groups = [];
  for (const m of marks) {
    let low = 0, high = groups.length, found = -1;
    while (low < high) {
      const mid = (low + high) >> 1, other = groups[mid][0];
      if (after(m, other)) low = mid + 1; else if (after(other, m)) high = mid; else { found = mid; break; }
    }
    if (found >= 0) groups[found].push(m); else groups.splice(low, 0, [m]);
  }
  groups.forEach((g, i) => lines.push(...ranges(`M ${i + 1}`, new Set(g))));
  return lines;
}

// What a normalizer takes out of a text.
function removedBy(normalizer) {
  const set = new Set();
  for (let c = 0; c <= LAST; c++) if (!isSurrogate(c) && normalizer.normalizeString('a' + text(c) + 'b') === 'ab') set.add(c);
  return set;
}

const bert = parts => bertNormalizer({ cleanText: false, handleChineseChars: false, stripAccents: false, lowercase: false, ...parts });

// What the BERT pre-tokenizer cuts out as a word of its own.
function punctuation() {
  const splitter = bertPreTokenizer(), set = new Set();
  for (let c = 0; c <= LAST; c++) if (!isSurrogate(c) && splitter.preTokenizeString('a' + text(c) + 'b').length === 3) set.add(c);
  return set;
}

// What holds characters together, seen through a character map: a cluster of fewer than six bytes whose beginning is in the map is
// replaced as a whole.
function clusters() {
  const without = keys => {
    const t = tokenizer({ normalizer: { type: 'Precompiled', precompiled_charsmap: charsmap(Object.fromEntries(keys.map(key => [key, '']))) } }).getNormalizer();
    return s => t.normalizeString(s);
  };
  const withoutLetter = without(['a']), withoutSign = without(['\u00a9']);
  const sets = { joining: new Set(), prepending: new Set(), separate: new Set([0]), pictographic: new Set() };
  for (const points of blocks()) {
    const mark = points[0] === 0 ? '\u20d0' : '\u0301'; // one that is not in the block
    const withoutAny = without(points.filter(c => c > 0).map(text)), withoutOthers = without(points.filter(c => c > 0x7f).map(text));
    for (const c of points.filter(c => c > 0)) {
      if (c !== 0x61 && withoutLetter('a' + text(c)) === '') sets.joining.add(c);
      else if (withoutSign('\u00a9\u200d' + text(c)) !== text(c)) sets.pictographic.add(c);
      if (c > 0x7f && withoutOthers(text(c) + 'q') === '') sets.prepending.add(c);
      if (Buffer.byteLength(text(c) + mark) < 6 && withoutAny(text(c) + mark) !== '') sets.separate.add(c);
    }
  }
  return Object.entries(sets).flatMap(([name, set]) => ranges(name, set));
}

// Every code point whose form differs from another, and that form in full.
function changes(form, other = s => s) {
  const lines = [];
  for (let c = 0; c <= LAST; c++) {
    if (isSurrogate(c)) continue;
    const to = form(text(c));
    if (to !== other(text(c))) lines.push(['F', c, ...[...to].map(x => x.codePointAt(0))].map((x, i) => (i ? hex(x) : x)).join(' '));
  }
  return lines;
}

(async () => {
  const forms = canonicalForms();
  fs.writeFileSync(path.join(out, 'canonical-forms.txt'), forms.join('\n') + '\n');
  const classes = [
    ...ranges('letter', matching('\\p{L}')), ...ranges('number', matching('\\p{N}')), ...ranges('space', matching('\\s')),
    ...ranges('numeric', numeric()), ...ranges('word', await wordCharacters()),
    ...ranges('control', removedBy(bert({ cleanText: true }))), ...ranges('punctuation', punctuation()),
    ...ranges('nonspacing', removedBy(bert({ stripAccents: true }))), ...ranges('mark', removedBy(stripAccentsNormalizer())),
  ];
  const nfd = nfdNormalizer(), nfkd = nfkdNormalizer(), small = lowercase();
  fs.writeFileSync(path.join(out, 'compatible-forms.txt'), changes(s => nfkd.normalizeString(s), s => nfd.normalizeString(s)).join('\n') + '\n');
  fs.writeFileSync(path.join(out, 'small-letters.txt'), changes(s => small.normalizeString(s)).join('\n') + '\n');
  fs.writeFileSync(path.join(out, 'clusters.txt'), clusters().join('\n') + '\n');
  fs.writeFileSync(path.join(out, 'rune-classes.txt'), classes.join('\n') + '\n');
})();
