// Builds the binary a SentencePiece model calls precompiled_charsmap: a double-array trie over UTF-8 (32-bit units: offset << 10,
// bit 8 for "a key ends here", the label in the low byte; a key's value at the node's offset) and a pool of zero-ended strings.
exports.charsmap = map => {
  const root = { children: new Map() };
  const pool = [];
  let poolSize = 0;
  for (const [key, to] of Object.entries(map)) {
    let node = root;
    for (const byte of Buffer.from(key, 'utf8')) {
      if (!node.children.has(byte)) node.children.set(byte, { children: new Map() });
      node = node.children.get(byte);
    }
    const bytes = Buffer.from(to + '\0', 'utf8');
    node.value = poolSize;
    pool.push(bytes);
    poolSize += bytes.length;
  }
  const units = [];
  const taken = new Set([0]);
  const place = (node, position) => {
    const labels = [...node.children.keys()];
    if (node.value !== undefined) labels.unshift(0);
    let base = 1;
    while (taken.has(base) || labels.some(label => taken.has(base ^ label) || (base ^ label) === 0)) base++;
    labels.forEach(label => taken.add(base ^ label));
    taken.add(base);
    units[position] = (((position ^ base) << 10) | (node.value !== undefined ? 0x100 : 0) | (node.label ?? 0)) >>> 0;
    if (node.value !== undefined) units[base] = (node.value | 0x80000000) >>> 0;
    for (const [label, child] of node.children) { child.label = label; place(child, base ^ label); }
  };
  place(root, 0);
  const size = (units.length | 0xff) + 1; // whole blocks: a reader may look at any place of one
  const trie = Buffer.alloc(4 + 4 * size);
  trie.writeUInt32LE(4 * size, 0);
  for (let i = 0; i < size; i++) trie.writeUInt32LE(units[i] ?? 0x80000000, 4 + 4 * i);
  return Buffer.concat([trie, ...pool]).toString('base64');
};

// A small map with what the rules of SentencePiece have: compatibility forms, spaces, letters with marks, characters taken out.
exports.rules = () => {
  const map = {};
  for (const text of ['\u00a0', '\u3000', '\u2003', '\t', '\n', '\r', '\u2028', '\u200b', '\ufeff']) map[text] = ' ';
  for (const text of ['\u0001', '\u007f', '\u00ad', '\u200d\u200d']) map[text] = '';
  for (const text of ['ﬁ', 'ﬀ', '½', '²', '①', 'Ⅳ', '℃', 'Å', '㍿', 'Ａ', '１', '！', '…', '\u1e9b\u0323', '𝔼', '𝟎', '\ufb1d', '\u0958']) map[text] = text.normalize('NFKC');
  for (const text of ['e\u0301', 'a\u0308', 'か\u3099', '\u1112\u1161', '\u1112\u1161\u11ab', 'q\u0307\u0323']) map[text] = text.normalize('NFKC');
  map['\u0301'] = '\u00b4';
  map['👩'] = 'woman';
  return map;
};
