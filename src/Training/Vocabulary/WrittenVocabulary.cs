using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;
using RewardServer.Tokenization;

namespace RewardServer.Training.Vocabulary;

/// <summary>A vocabulary in its files, and the serving code's own tokenizer over them: training and serving see the same ids.</summary>
internal sealed record WrittenVocabulary(BpeVocabulary Pieces, HuggingFaceTokenizer Tokenizer)
{
    /// <summary>Writes the vocabulary into <paramref name="folder"/> and reads it as the server does.</summary>
    public static WrittenVocabulary Write(BpeVocabulary pieces, string folder, int maxTokens)
    {
        TokenizerFiles.Write(pieces, folder, maxTokens);
        return new WrittenVocabulary(pieces, HuggingFaceTokenizer.Load(folder));
    }

    /// <summary>The ids of a text.</summary>
    public List<int> Encode(string text)
    {
        List<int> ids = [];
        Tokenizer.EncodeText(text, ids, null);
        return ids;
    }

    /// <summary>The serving code's encoder of trajectories for a layout.</summary>
    public TrajectoryEncoder Encoder(FormatManifest format, RewardModelKind kind, int maxTokens) =>
        new(TrajectoryFormats.Create(format, kind, Tokenizer.EncodeText, Tokenizer.FindToken), Tokenizer.EncodeText, maxTokens);
}
