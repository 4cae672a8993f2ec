// The three forms of tokenizer.json that the scanners stand for.
const gpt2Pattern = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const tail = '| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const head = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";
const qwen2Pattern = head + '\\p{N}' + tail;
const llama3Pattern = head + '\\p{N}{1,3}' + tail;

const byteLevel = (prefix, regex) => ({ type: 'ByteLevel', add_prefix_space: prefix, trim_offsets: false, use_regex: regex });
const split = pattern => ({ type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false });
const form = (vocab, merges, added, parts, options = {}) => ({
  version: '1.0', truncation: null, padding: null, added_tokens: added, normalizer: null, pre_tokenizer: null,
  post_processor: byteLevel(false, false), decoder: byteLevel(true, true), ...parts,
  model: {
    type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: '', end_of_word_suffix: '',
    fuse_unk: false, byte_fallback: false, ignore_merges: false, vocab, merges, ...options,
  },
});

exports.gpt2Pattern = gpt2Pattern;
exports.gpt2 = (vocab, merges, added) => form(vocab, merges, added, { pre_tokenizer: byteLevel(false, true) });
exports.qwen2 = (vocab, merges, added) => form(vocab, merges, added, {
  normalizer: { type: 'NFC' },
  pre_tokenizer: { type: 'Sequence', pretokenizers: [split(qwen2Pattern), byteLevel(false, false)] },
});
exports.llama3 = (vocab, merges, added) => form(vocab, merges, added, {
  pre_tokenizer: { type: 'Sequence', pretokenizers: [split(llama3Pattern), byteLevel(false, false)] },
  post_processor: {
    type: 'Sequence',
    processors: [byteLevel(true, false), {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: added[0].content, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [{ SpecialToken: { id: added[0].content, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: added[0].content, type_id: 1 } }, { Sequence: { id: 'B', type_id: 1 } }],
      special_tokens: { [added[0].content]: { id: added[0].content, ids: [added[0].id], tokens: [added[0].content] } },
    }],
  },
}, { ignore_merges: true });
