using System.Collections.Concurrent;
using RewardServer.TestKit;

namespace RewardServer.Tokenization.Tests;

/// <summary>The large vocabularies beside the checkout, each loaded once; asking for one skips the test where they are not.</summary>
internal static class SharedTokenizers
{
    private static readonly ConcurrentDictionary<string, HuggingFaceTokenizer> Loaded = new();

    public static string Path(params string[] parts)
    {
        Assert.SkipUnless(SharedData.Exists(parts), SharedData.SkipReason);
        return SharedData.Path(parts);
    }

    public static HuggingFaceTokenizer Get(string name) =>
        Loaded.GetOrAdd(Path("tokenizers", name), HuggingFaceTokenizer.Load);
}
