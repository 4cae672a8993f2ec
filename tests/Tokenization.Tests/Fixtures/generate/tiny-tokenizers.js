// Trains the small vocabulary on texts of this file and writes it in the forms of GPT-2, Qwen2 and Llama 3.
// Usage: node tiny-tokenizers.js <Fixtures folder>
const fs = require('fs');
const path = require('path');
const { byteLevelAlphabet } = require('tokenizers');
const { gpt2Pattern, qwen2, gpt2, llama3 } = require('./forms');

const MERGES = 500;
const corpus = [
  'Natalia has 48 apples and gives half of them to her friend, so she keeps 48 / 2 = <<48/2=24>>24 apples.',
  'Step 1: we know that x + 3 = 10, therefore x = 7. Step 2: the answer isn\'t 12; it\'s 7, and we\'ll check it.',
  'The shop sells 12 eggs for $2.40. How many dollars do they cost in total? They cost 2.40 * 5 = 12.00 dollars.',
  'First, simplify the expression. Then multiply both sides by the denominator.\n\nFinally, the answer is \\boxed{42}.\n',
  'for (int i = 0; i < n; i++) {\n    total += values[i];\n}\nreturn total;\n',
  'Größe, façade, naïve, Übermut, déjà vu, coração, señor; Привет, мир! Как дела? Это ответ.',
  '数学の問題を解く。答えは四十二です。我们计算总和。한국어 문장입니다. 정답은 칠입니다.',
  'مرحبا بالعالم، الجواب هو سبعة. שלום עולם. नमस्ते दुनिया, उत्तर सात है।',
  '𝔼[X] = ∑ 𝑥 · 𝑃(𝑥), ∀𝑥 ∈ ℝ: 𝐀𝐁 ≠ 𝐁𝐀 👩‍👩‍👧‍👦 🎉🎉 👍🏽 🏳️‍🌈 ✅',
  '          deep        indentation    here\t\t\ttabs\r\n\r\nlines\n\n\n\nmore lines',
  'The THE the End END end. One two three four five six seven eight nine ten, 10 20 30 100 200 2024 1999.',
];

const bytes = byteLevelAlphabet().sort((a, b) => a.codePointAt(0) - b.codePointAt(0));
const printable = n => (n >= 0x21 && n <= 0x7e) || (n >= 0xa1 && n <= 0xac) || (n >= 0xae && n <= 0xff);
const alphabet = [];
for (let n = 0, next = 0x100; n < 256; n++) alphabet.push(String.fromCodePoint(printable(n) ? n : next++));
if ([...alphabet].sort((a, b) => a.codePointAt(0) - b.codePointAt(0)).join() !== bytes.join()) throw new Error('alphabet');

// The most frequent pair is merged, the earliest of equals; words as GPT-2 cuts them.
const words = new Map();
for (const text of corpus)
  for (const [word] of text.matchAll(new RegExp(gpt2Pattern, 'gu'))) {
    const symbols = [...Buffer.from(word, 'utf8')].map(b => alphabet[b]).join('\u0000');
    words.set(symbols, (words.get(symbols) ?? 0) + 1);
  }
let split = [...words].map(([w, count]) => [w.split('\u0000'), count]);
const vocab = {};
alphabet.forEach((c, i) => { vocab[c] = i; });
const merges = [];
while (merges.length < MERGES) {
  const counts = new Map();
  for (const [symbols, count] of split)
    for (let i = 0; i + 1 < symbols.length; i++) {
      const pair = symbols[i] + ' ' + symbols[i + 1];
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  const [best] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  const [left, right] = best.split(' ');
  merges.push([left, right]);
  vocab[left + right] ??= Object.keys(vocab).length;
  split = split.map(([symbols, count]) => {
    const merged = [];
    for (let i = 0; i < symbols.length; i++)
      if (symbols[i] === left && symbols[i + 1] === right) { merged.push(left + right); i++; } else merged.push(symbols[i]);
    return [merged, count];
  });
}
// A word the merges cannot build: only ignore_merges finds it.
vocab['Ġtrajectory'] = Object.keys(vocab).length;

let nextId = Object.keys(vocab).length;
const token = (content, options = {}) => ({
  id: nextId++, content,
  single_word: false, lstrip: false, rstrip: false, normalized: false, special: true, ...options,
});
const added = [
  token('<|endoftext|>'), token('<|im_start|>'), token('<|im_end|>'), token('<extra_0>'),
  token('<tool_call>', { special: false }), token('<mask>', { lstrip: true }), token('<sep>', { rstrip: true, lstrip: true }),
  token('word', { single_word: true, special: false }), token('<|im|>', { special: false }),
  token('\u212b!', { normalized: true, special: false }), token('\u00e9t\u00e9', { special: false }),
];

const write = (name, json) => {
  const folder = path.join(process.argv[2], 'tiny', name);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'tokenizer.json'), JSON.stringify(json) + '\n');
};
write('gpt2', gpt2(vocab, merges, added));
write('qwen2', qwen2(vocab, merges.map(m => m.join(' ')), added));
write('llama3', llama3(vocab, merges, added));
