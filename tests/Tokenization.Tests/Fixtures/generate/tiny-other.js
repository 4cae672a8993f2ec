// Makes the small tokenizers that are not byte-level: SentencePiece BPE, Unigram and WordPiece in the forms that models in use have.
// Usage: node tiny-other.js <Fixtures folder>
const fs = require('fs');
const path = require('path');
const { charsmap, rules } = require('./charsmap');

const corpus = [
  'Natalia has 48 apples and gives half of them to her friend, so she keeps 48 / 2 = <<48/2=24>>24 apples.',
  'Step 1: we know that x + 3 = 10, therefore x = 7. Step 2: the answer is not 12; it is 7, and we will check it.',
  'The shop sells 12 eggs for $2.40. How many dollars do they cost in total? They cost 2.40 * 5 = 12.00 dollars.',
  'for (int i = 0; i < n; i++) {    total += values[i]; } return total;',
  'Größe, façade, naïve, Übermut, déjà vu, coração, señor; Привет, мир! Как дела? Это ответ.',
  '数学の問題を解く。答えは四十二です。我们计算总和。한국어 문장입니다. 정답은 칠입니다.',
  'مرحبا بالعالم، الجواب هو سبعة. שלום עולם. 𝔼[X] = ∑ 👩 🎉🎉 ✅',
  '          deep        indentation    here  trajectory trajectories the the answer step by step',
];
const escape = text => '▁' + text.replaceAll(' ', '▁');
const byteTokens = Array.from({ length: 256 }, (_, b) => `<0x${b.toString(16).toUpperCase().padStart(2, '0')}>`);

// The most frequent pair of neighbouring symbols of whole texts is merged, the earliest of equals.
function trainBpe(texts, count) {
  const merges = [];
  let split = texts.map(text => [...text]);
  while (merges.length < count) {
    const counts = new Map();
    for (const symbols of split)
      for (let i = 0; i + 1 < symbols.length; i++) {
        if (!/^▁*$/.test(symbols[i]) && symbols[i + 1].startsWith('▁')) continue; // never over the beginning of a word
        if (![...symbols[i] + symbols[i + 1]].every(c => alphabet.includes(c))) continue;
        const pair = symbols[i] + '\u0000' + symbols[i + 1];
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    const [best] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
    const [left, right] = best.split('\u0000');
    merges.push([left, right]);
    split = split.map(symbols => {
      const merged = [];
      for (let i = 0; i < symbols.length; i++)
        if (symbols[i] === left && symbols[i + 1] === right) { merged.push(left + right); i++; } else merged.push(symbols[i]);
      return merged;
    });
  }
  return merges;
}

const alphabet = [...new Set([...corpus.map(escape).join('')])].filter(c => !'ш數칠𝔼∑'.includes(c)).sort((a, b) => a.codePointAt(0) - b.codePointAt(0));
const numbered = list => Object.fromEntries([...new Set(list)].map((content, id) => [content, id]));
const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
const addedTo = (size, specials, vocab) => {
  let next = size;
  const more = [
    ['<|endoftext|>'], ['<mask>', { lstrip: true }], ['<sep>', { lstrip: true, rstrip: true }], ['<tool_call>', { special: false }],
    ['word', { single_word: true, special: false }], ['<|im|>', { special: false }], ['\u212b!', { normalized: true, special: false }], ['\u00e9t\u00e9', { special: false }],
    ['New', { normalized: true, special: false }],
  ];
  return [
    ...specials.map(content => ({ id: vocab[content], content, ...flags })),
    ...more.map(([content, options]) => ({ id: next++, content, ...flags, ...options })),
  ];
};
const file = (model, added, parts) => ({
  version: '1.0', truncation: null, padding: null, added_tokens: added, normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, ...parts, model,
});
const template = (single, pair, ids) => ({
  type: 'TemplateProcessing',
  single: single.map(([k, type_id]) => (k.length === 1 ? { Sequence: { id: k, type_id } } : { SpecialToken: { id: k, type_id } })),
  pair: pair.map(([k, type_id]) => (k.length === 1 ? { Sequence: { id: k, type_id } } : { SpecialToken: { id: k, type_id } })),
  special_tokens: Object.fromEntries(Object.entries(ids).map(([content, id]) => [content, { id: content, ids: [id], tokens: [content] }])),
});
const sequence = (key, list) => ({ type: 'Sequence', [key]: list });
const replace = (from, to) => ({ type: 'Replace', pattern: from, content: to });
const metaspace = (prepend_scheme, split) => ({ type: 'Metaspace', replacement: '▁', prepend_scheme, split });
const llamaDecoder = sequence('decoders', [replace({ String: '▁' }, ' '), { type: 'ByteFallback' }, { type: 'Fuse' }, { type: 'Strip', content: ' ', start: 1, stop: 0 }]);

// SentencePiece BPE
const merges = trainBpe(corpus.map(escape), 330);
const bpe = (vocab, options) => ({
  type: 'BPE', dropout: null, unk_token: '<unk>', continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: true, byte_fallback: true, ignore_merges: false,
  vocab, merges: merges.map(([l, r]) => `${l} ${r}`), ...options,
});
const pieces = [...alphabet, ...merges.map(m => m.join(''))];
const controls = ['<unk>', '<s>', '</s>'];
const full = numbered([...controls, ...byteTokens, ...pieces, '▁trajectory!']); // no merge makes the last
const some = numbered([...controls, ...byteTokens.filter((_, b) => b !== 0x85 && b !== 0xf0), ...pieces]);
const none = numbered([...controls, ...pieces, '▁trajectory!']);
const size = vocab => Object.keys(vocab).length;
const bos = vocab => template([['<s>', 0], ['A', 0]], [['<s>', 0], ['A', 0], ['<s>', 1], ['B', 1]], { '<s>': vocab['<s>'] });
const forms = {
  llama: file(bpe(full), addedTo(size(full), controls, full), {
    normalizer: sequence('normalizers', [{ type: 'Prepend', prepend: '▁' }, replace({ String: ' ' }, '▁')]), post_processor: bos(full), decoder: llamaDecoder,
  }),
  'llama-first': file(bpe(full, { ignore_merges: true }), addedTo(size(full), controls, full), { pre_tokenizer: metaspace('first', false), post_processor: bos(full), decoder: llamaDecoder }),
  // Without all bytes, and with a merge over the beginning of a word.
  'bpe-partial': file(bpe(some, { vocab: { ...some, 'e▁t': size(some) }, merges: [['e', '▁t'], ...merges] }), addedTo(size(some) + 1, controls, some), {
    pre_tokenizer: metaspace('always', false), decoder: metaspace('always', false),
  }),
  'bpe-unknown': file(bpe(none, { fuse_unk: false, byte_fallback: false, ignore_merges: true }), addedTo(size(none), controls, none), {
    pre_tokenizer: metaspace('never', true), decoder: metaspace('never', true),
  }),
  gemma: file(bpe(full), addedTo(size(full), controls, full), {
    normalizer: replace({ String: ' ' }, '▁'), pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
    decoder: sequence('decoders', [replace({ String: '▁' }, ' '), { type: 'ByteFallback' }, { type: 'Fuse' }]),
  }),
};

// Unigram: every substring of a word that is there often, scored by how often, in steps so coarse that many are equal.
const counts = new Map();
for (const word of corpus.join(' ').split(' ').filter(w => w).map(escape))
  for (let i = 0, symbols = [...word]; i < symbols.length; i++)
    for (let j = i + 1; j <= Math.min(symbols.length, i + 9); j++) {
      const piece = symbols.slice(i, j).join('');
      counts.set(piece, (counts.get(piece) ?? 0) + 1);
    }
const scored = [...counts].filter(([piece, count]) => alphabet.includes(piece) || (count > 1 && [...piece].every(c => alphabet.includes(c))))
  .sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([piece, count]) => [piece, Math.round(2 * Math.log(count / 2000) * Math.sqrt([...piece].length)) / 2 / Math.sqrt([...piece].length) - 0.1]);
const unigram = (pieceList, byte_fallback) => ({ type: 'Unigram', unk_id: pieceList.findIndex(([p]) => p === '<unk>'), vocab: pieceList, byte_fallback });
const idsOf = list => Object.fromEntries(list.map(([content], id) => [content, id]));
const t5 = [['<pad>', 0], ['</s>', 0], ['<unk>', 0], ...scored];
const xlmr = [['<s>', 0], ['<pad>', 0], ['</s>', 0], ['<unk>', 0], ...scored, ...byteTokens.map(b => [b, 0])];
const ties = [['<unk>', 0], ['<s>', 0], ...scored.map(([piece]) => [piece, -[...piece].length]), ['zz', -2], ['zzz', -3], ['xyz', 30], ['q', 25], ['qqq', 0]];
const precompiled = { type: 'Precompiled', precompiled_charsmap: charsmap(rules()) };
Object.assign(forms, {
  t5: file(unigram(t5, false), addedTo(t5.length, ['<pad>', '</s>', '<unk>'], idsOf(t5)), {
    normalizer: precompiled, pre_tokenizer: sequence('pretokenizers', [{ type: 'WhitespaceSplit' }, metaspace('always', true)]), decoder: metaspace('always', true),
    post_processor: template([['A', 0], ['</s>', 0]], [['A', 0], ['</s>', 0], ['B', 0], ['</s>', 0]], { '</s>': 1 }),
  }),
  xlmr: file(unigram(xlmr, true), addedTo(xlmr.length, ['<s>', '<pad>', '</s>', '<unk>'], idsOf(xlmr)), {
    normalizer: sequence('normalizers', [precompiled, { type: 'Strip', strip_left: false, strip_right: true }, replace({ Regex: ' {2,}' }, '▁')]), pre_tokenizer: metaspace('first', true),
    decoder: sequence('decoders', [{ type: 'ByteFallback' }, metaspace('first', true)]),
    post_processor: { type: 'RobertaProcessing', sep: ['</s>', 2], cls: ['<s>', 0], trim_offsets: true, add_prefix_space: false },
  }),
  ties: file(unigram(ties, false), addedTo(ties.length, ['<unk>', '<s>'], idsOf(ties)), { pre_tokenizer: metaspace('never', false), decoder: metaspace('never', false) }),
  albert: file(unigram(t5, false), addedTo(t5.length, ['<pad>', '</s>', '<unk>'], idsOf(t5)), {
    normalizer: sequence('normalizers', [replace({ String: '``' }, '"'), replace({ String: "''" }, '"'), { type: 'Nmt' }, { type: 'NFKD' }, { type: 'StripAccents' }, { type: 'Lowercase' },
      { type: 'Strip', strip_left: true, strip_right: true }, replace({ Regex: ' {2,}' }, ' ')]),
    pre_tokenizer: metaspace('always', true), decoder: metaspace('always', true),
  }),
});

// WordPiece: the words, and their beginnings and ends.
const words = corpus.join(' ').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(w => w);
const parts = words.flatMap(w => Array.from({ length: w.length - 1 }, (_, i) => [w.slice(0, i + 1), '##' + w.slice(i + 1)])).flat();
const frequent = [...parts.reduce((m, p) => m.set(p, (m.get(p) ?? 0) + 1), new Map())].filter(([, n]) => n > 2).map(([p]) => p);
const letters = [...new Set([...words.join(''), ...'ABCDEFGHabcdefgh.,;:!?$()[]{}<>=+-*/"\'|_0123456789é'])].filter(c => !'шщ'.includes(c));
const bertVocab = numbered(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...letters, ...letters.filter(c => /[\p{L}\p{N}]/u.test(c)).map(c => '##' + c), ...words, ...frequent]);
const bertSpecials = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const wordPiece = max_input_chars_per_word => ({ type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word, vocab: bertVocab });
const bertNormalizer = options => ({ type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true, ...options });
const ends = { '[CLS]': bertVocab['[CLS]'], '[SEP]': bertVocab['[SEP]'] };
Object.assign(forms, {
  bert: file(wordPiece(100), addedTo(size(bertVocab), bertSpecials, bertVocab), {
    normalizer: bertNormalizer({}), pre_tokenizer: { type: 'BertPreTokenizer' }, decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    post_processor: template([['[CLS]', 0], ['A', 0], ['[SEP]', 0]], [['[CLS]', 0], ['A', 0], ['[SEP]', 0], ['B', 1], ['[SEP]', 1]], ends),
  }),
  'bert-cased': file(wordPiece(12), addedTo(size(bertVocab), bertSpecials, bertVocab), {
    normalizer: bertNormalizer({ lowercase: false, handle_chinese_chars: false, strip_accents: false }), pre_tokenizer: { type: 'BertPreTokenizer' },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: false }, post_processor: { type: 'BertProcessing', sep: ['[SEP]', ends['[SEP]']], cls: ['[CLS]', ends['[CLS]']] },
  }),
  words: file(wordPiece(100), addedTo(size(bertVocab), bertSpecials, bertVocab), {
    normalizer: sequence('normalizers', [{ type: 'NFKC' }, { type: 'Lowercase' }, { type: 'NFD' }]), pre_tokenizer: { type: 'Whitespace' }, decoder: null,
  }),
});

for (const [name, json] of Object.entries(forms)) {
  const folder = path.join(process.argv[2], 'tiny', name);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'tokenizer.json'), JSON.stringify(json) + '\n');
}
