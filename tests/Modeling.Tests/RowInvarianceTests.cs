using CsCheck;

namespace RewardServer.Modeling.Tests;

/// <summary>
/// All of a graph but attention works on rows: a token's numbers must have the same bits whatever other rows are there. (Attention
/// itself is the engine's, and tested there.)
/// </summary>
public sealed class RowInvarianceTests : IDisposable
{
    private const int Tokens = 150;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fp32", 1)]
    [InlineData("fp32", 2)]
    [InlineData("int8", 1)]
    [InlineData("int8", 2)]
    public void Rows_have_the_same_bits_in_any_company(string precision, int threads)
    {
        using var model = new ReferenceModel(ImportedModels.Import(_folder, precision).Folder, attends: false, threads);
        int[] vocabulary = [.. Enumerable.Range(0, ImportedModels.Small.Vocabulary)];
        // What each token says when it is alone.
        float[][] alone = [.. vocabulary.Select(t => model.Run([t], [0]))];

        Gen.Int[0, vocabulary.Length - 1].Array[1, Tokens].Sample(
            tokens =>
            {
                var together = model.Run(tokens, [.. Enumerable.Range(0, tokens.Length)]);
                return together.AsSpan().SequenceEqual(tokens.SelectMany(t => alone[t]).ToArray());
            },
            iter: 60,
            threads: 1);
    }
}
