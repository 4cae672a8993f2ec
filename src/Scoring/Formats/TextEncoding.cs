namespace RewardServer.Scoring.Formats;

/// <summary>
/// Turns ordinary text into token ids, appended to <paramref name="ids"/>; no control token is ever produced and nothing is
/// added at either end. When <paramref name="spans"/> is given, the UTF-16 range of the text behind each token is appended to it.
/// Behind ids that are there already the text continues their input, which tokenizers that mark its beginning take into account.
/// A tokenizer's method fits without an adapter, so that Scoring needs no tokenizer.
/// </summary>
public delegate void EncodeText(string text, List<int> ids, List<(int Start, int End)>? spans);

/// <summary>The id of a token by its exact content (added tokens first, then the vocabulary), or null.</summary>
public delegate int? FindToken(string content);
