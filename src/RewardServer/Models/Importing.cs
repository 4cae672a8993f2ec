using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Tokenization;

namespace RewardServer.Models;

/// <summary>Imports checkpoints with their tokenizers: the importer knows weights, this knows text.</summary>
internal static class Importing
{
    /// <summary>Imports a checkpoint.</summary>
    /// <exception cref="ModelLoadException">It cannot be imported; the message says why.</exception>
    public static ImportedModel Run(ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var tokenizer = HuggingFaceTokenizer.Load(options.Checkpoint);
            return CheckpointImporter.Import(
                options with { FindToken = text => FindToken(tokenizer, text), WriteTokenizer = tokenizer.Save }, progress, cancellationToken);
        }
        catch (Exception exception) when (exception is CheckpointException or TokenizerFormatException or IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{options.Checkpoint}' cannot be imported: {exception.Message}", exception);
        }
    }

    // A byte-level vocabulary spells "\n" in its own alphabet: what encodes to exactly one id is that token.
    private static int? FindToken(HuggingFaceTokenizer tokenizer, string text)
    {
        if (tokenizer.FindToken(text) is { } id)
            return id;
        var ids = new List<int>();
        tokenizer.EncodeText(text, ids, null);
        return ids.Count == 1 ? ids[0] : null;
    }
}
