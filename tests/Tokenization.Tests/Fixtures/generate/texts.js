// The texts of the fixtures: chosen ones by topic, and random ones from a fixed seed.
const cp = String.fromCodePoint;
const range = (a, b) => Array.from({ length: b - a + 1 }, (_, i) => cp(a + i));

const chosen = [
  '', ' ', '  ', '   ', '\n', '\n\n', ' \n ', '\t\n\t x', 'Hello, world!', 'Hello  world   !', 'trailing spaces   ', '   leading', 'a  \n  b',
  // contractions
  "I'm you're we've they'll he'd it's don't", "I'M YOU'RE WE'VE THEY'LL HE'D IT'S DON'T", "'s't're've'm'll'd", "'S'T'RE'VE'M'LL'D", "'ſ it'ſ 'ſx '\u017f",
  "'Re 'rE 'lL 'Ve x'serious 'twas", "''s '' ' 's", "\u2019s can\u2019t", "'r 'v 'l 'e", "o'\u212aelvin '\u212a",
  // numbers
  '1 12 123 1234 12345 1234567', 'a1b22c333', '٠١٢٣٤ ०१२३४ ๐๑๒๓๔ 𝟎𝟏𝟐𝟑𝟒 ０１２３４', '½ ¾ ² ³ ¹ Ⅳ ⅷ ① ⑫ 〇 一二三 ௧௨', '3.14159 -2e10 1,000,000 50% $9.99 x²+y³', '\u{1e950}\u{1e951} \u{1d7d8}5 9\u0660',
  // mathematics
  '𝔼[X] = ∑ 𝑥·𝑃(𝑥)', '𝐀𝐁≠𝐁𝐀 𝒜ℬ𝒞 𝓐𝓑 𝔄𝔅 𝕬𝕭 𝖠𝖡 𝙰𝙱 𝛂𝛃𝛄', '∀ε>0 ∃δ>0: |x−a|<δ ⇒ |f(x)−f(a)|<ε', '\\frac{1}{2} \\boxed{42} $x_1^2$ \\[\\int_0^1\\]', '∞ ∂ ∇ √2 ≈ 1.414 ℝⁿ ℂ ℵ₀', '<<48/2=24>>24',
  // emoji
  '👩‍👩‍👧‍👦 👨🏽‍🚀 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🎉🎉🎉 ✅❤️ ☺ ☺️ 1️⃣ #️⃣', 'x😀y 😀 😀😀', '🇩🇪🇯🇵', '\u{1fae8}\u{1fa77}',
  // composing
  'e\u0301 e\u0323\u0301 e\u0301\u0323 a\u0308\u0304 q\u0307\u0323', 'Cafe\u0301 nai\u0308ve', '\u212b \u2126 \u212a', '\u0958 \ufb1d \u2adc \u{1d15e}', '\u0344 \u0340 \u0f73 \u0f75 \u0f81',
  '\u1100\u1161\u11a8 \u1112\u1161\u11ab\u1100\u1173\u11af \uac00\u11a8 \u1161\u11a8 \u1100\u1100\u1161', 'か\u3099 は\u309a ウ\u3099', '\u0301 \u0301a \u0301\u0301', 'a\u0315\u0300\u05ae\u0062', 'a\u{1d165}\u0301 \u{11099}\u{110ba}', '\u09c7\u09be \u0dd9\u0dcf\u0dca',
  'o\u0302\u0301 \u00f4\u0301 \u1ed1', 'y\u0301' + '\u0323'.repeat(40) + 'z', 'x' + '\u0301\u0323'.repeat(30), '\u0c46\u0c56 \u0b47\u0b56 \u1025\u102e',
  // scripts
  '数学の問題を解く。答えは42です。', '我们计算总和，得到答案：七。', '한국어 문장입니다. 정답은 칠입니다!', '\u{20000}\u{20bb7}野家 \u{2a6d6}\u{2f80f}', 'مرحبا بالعالم، الجواب ٧', 'שָׁלוֹם עוֹלָם', 'नमस्ते दुनिया, उत्तर सात है।', 'สวัสดีชาวโลก', 'Привет, мир! Ёлка ёж', 'Größe STRASSE ẞ ﬁ ﬀ ŉ ǆ', 'ქართული Հայերեն አማርኛ ᏣᎳᎩ', '𐐀𐐨 𞤀𞤢 𝼀',
  // whitespace and controls
  'a\u0085b a\u00a0b a\u2028b a\u2029b a\u3000b a\u1680b a\u2003b a\u202fb a\u205fb', 'a\u180eb a\u200bb a\u200cb a\u200db a\ufeffb a\u2060b', '\u0085\u0085\u0085x \u00a0\u00a0x \u3000\u3000\u3000x', 'a\u000bb\u000cc\u001cd\u001de\u001ef\u001fg', '\u0000 a\u0000b \u0000\u0000\u0001\u0002\u007f\u0080\u009f',
  'a\r\nb\r\n\r\nc\n\rd\r\re', 'x \r\n y\t\r\n\t z  \r\n', '!\n!!\r\n!\r\r?\n\n', ' !\n', '\u00a0!x', '\ta \ta\t\ta', '\u3000a \u3000a', 'end \u2028 \n x', '\n \n  \n   x', '   \n', '\n   ',
  // other
  '\ufffd \ufffe \uffff \ufdd0 \ue000 \u{f0000} \u{10ffff}', '\u{e0001}\u{e0041} \u{1f1e6}', 'https://example.com/a?b=c&d=%20#e_f-g', 'for (int i=0;i<n;++i) {\n    x[i] += 1;\n}\n', '_under_score__ kebab-case CamelCaseWord snake_case2', '"quoted" «guillemets» “curly” ‘single’ …—–', '---- ==== **** #### ////', 'aaaaaaaaaaaaaaaa bbbbbbbb', 'ª º µ ʰ ˢ ᵃ ⁱ ₐ ℓ', 'trajectory trajectory trajectories the The THE', ' the answer\nis  42.',
  // lone surrogates: U+FFFD
  '\ud800', 'a\ud800b', '\udc00x\ud83d', '\ud83d\ud83d\ude00\ude00', ' \udfff 1\ud8001', "'\ud800s",
  // added tokens
  '<|endoftext|>', 'a<|im_end|>b', '<|im_start|>user\nHi<|im_end|>\n', ' <|im_end|> ', '<extra_0>', 'step<extra_0><extra_0> step', '<tool_call>x</tool_call>', 'a <tool_call> b', '<|im|><|im_start|><|im_end', '<|im_<|im_start|>', '<<|im_end|>>',
  'a  <mask>  b', 'a<mask>b', '\u3000<mask>', 'a \n <sep> \n b', '<sep> <sep>  <mask>', '  <sep>  ', 'word', 'a word b', 'sword words word. (word) \u00e9word word\u0301 word1 _word', '.word-word', '\u212b!', 'A\u030a! \u00c5! A!', 'x\u212b!y', '\u00e9t\u00e9', 'e\u0301te\u0301', '\u00e9te\u0301 \u00e9t\u00e9\u0301', '<|fim_prefix|>x<|fim_suffix|>', '<|im_end|>\u0301', 'e<tool_call>\u0301',
];

const pools = [
  [...'abcdefghijklmnopqrstuvwxyz'], [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'], [...'0123456789'], [...'.,;:!?"()[]{}<>|/\\@#$%^&*-_+=~`'],
  [..."'''''sStTmMdD", "'re", "'VE", "'ll", 'ſ'], [' ', ' ', ' ', '\n', '\r', '\t', '\r\n'], ['\u0085', '\u00a0', '\u1680', '\u2000', '\u2007', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000', '\u180e', '\u200b', '\u200d', '\ufeff'],
  [...range(0x300, 0x36f), ...range(0x591, 0x5bd), ...range(0x64b, 0x65f), '\u093c', '\u0e38', '\u0f71', '\u0f72', '\u0f74', '\u3099', '\u309a', cp(0x1d165), cp(0x110ba), '\u20d0'],
  [...range(0xc0, 0x17f)], [...range(0x1100, 0x1112), ...range(0x1161, 0x1175), ...range(0x11a8, 0x11c2)], ['가', '각', '힣', '글'], [...'的一是在不了有和人这答案数学'], [cp(0x20000), cp(0x2a6d6), cp(0x2f800), cp(0x30000)],
  ['👩', '\u200d', '👧', '🏽', '\ufe0f', '🏳', '🌈', '😀', '🎉', '☺'], [...range(0x1d400, 0x1d433), ...range(0x1d7ce, 0x1d7ff)], [...'∑∏∫√∞≠≤≥∈∀∃ℝℂ→⇒'], [...'مرحبا١٢٣شكرا'], [...'שלוםעולם'], [...'नमस्तेक१२३'], [...'приветМИР'],
  ['²', '½', 'Ⅳ', '①', '٣', '๓', cp(0x1e951)], ['\u0000', '\u0001', '\u001b', '\u007f', '\u0080', '\u009f'], ['\ud800', '\udbff', '\udc00', '\udfff'], ['\u0958', '\ufb1d', '\u2adc', cp(0x1d15e), '\u212b', '\u2126', '\u0340', '\u0344', '\u0f73'],
  ['<|im_end|>', '<extra_0>', '<tool_call>', '<mask>', '<sep>', 'word', '<|endoftext|>', '<|im|>', '\u00e9t\u00e9', '\u212b!'], ['\ue000', '\ufffd', '\uffff', cp(0x10ffff), cp(0xe0041)], ['the', ' answer', ' is', 'step', 'trajectory', '42'],
];

// mulberry32
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function randomText(seed) {
  const next = random(seed), pick = list => list[Math.floor(next() * list.length)];
  const mine = Array.from({ length: 1 + Math.floor(next() * 5) }, () => pick(pools)); // few pools at a time, so that runs meet
  let text = '';
  for (let n = 1 + Math.floor(next() * 18); n > 0; n--) text += pick(pick(mine));
  return text;
}

const RANDOM = 400;
exports.texts = [...chosen, ...Array.from({ length: RANDOM }, (_, i) => randomText(1000 + i))];

// Long words are written down as what they repeat; their ids as a digest.
exports.repeated = [
  ['a', 3000], ['ab', 5000], ['=', 2000], [' ', 3000], ['\n', 999], ['the', 4000], ['1', 1001], ['é', 1500], ['e\u0301', 1500], ['😀', 700], ['한', 900], ['\u1112\u1161\u11ab', 500],
  ['\u0301', 700], ['xyzzy', 3000], ['𝑥', 800], ['aA', 4001], ['antidisestablishmentarianism', 300], ['的', 1200], ["'s", 500], [' a', 2000], ['\u0000', 300],
];

// Every code point of a block beside letters, digits, spaces and apostrophes; the far planes hold nothing that differs.
exports.blocks = [...Array(0x40).keys(), 0xe0, 0xf0, 0x10f].map(b => b * 0x1000);
exports.blockText = start => {
  let text = '';
  for (let c = start; c < start + 0x1000; c++) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    const ch = cp(c);
    text += `a${ch}1${ch} ${ch}'${ch}${ch}\n`;
  }
  return text;
};
