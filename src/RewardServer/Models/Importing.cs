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
            if (options.Reference is { } reference && !HaveSameTokens(tokenizer, HuggingFaceTokenizer.Load(reference)))
                throw new ModelLoadException($"'{options.Checkpoint}' and its reference '{reference}' have different tokenizers; log-ratios need the same tokens, so they make no pair.");
            return CheckpointImporter.Import(
                options with { FindToken = text => FindToken(tokenizer, text), WriteTokenizer = tokenizer.Save }, progress, cancellationToken);
        }
        catch (Exception exception) when (exception is CheckpointException or TokenizerFormatException or IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{options.Checkpoint}' cannot be imported: {exception.Message}", exception);
        }
    }

    // Files of one tokenizer can differ in spelling and order; what they mean is compared.
    private static bool HaveSameTokens(HuggingFaceTokenizer one, HuggingFaceTokenizer other) => Written(one).AsSpan().SequenceEqual(Written(other));

    private static byte[] Written(HuggingFaceTokenizer tokenizer)
    {
        var folder = Directory.CreateTempSubdirectory("rewardserver-");
        try
        {
            tokenizer.Save(folder.FullName);
            return File.ReadAllBytes(Path.Combine(folder.FullName, "tokenizer.json"));
        }
        finally
        {
            folder.Delete(recursive: true);
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
