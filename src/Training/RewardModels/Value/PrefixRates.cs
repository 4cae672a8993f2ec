namespace RewardServer.Training.RewardModels.Value;

/// <summary>
/// TVM's labels: of the solutions of one problem that begin with the same tokens, how many are right. Solutions share a node as long as they
/// are equal.
/// </summary>
internal sealed class PrefixRates
{
    private readonly Node root = new();

    /// <summary>Counts a solution.</summary>
    public void Add(ReadOnlySpan<int> tokens, bool isRight)
    {
        var node = root;
        foreach (var token in tokens)
        {
            if (!node.Next.TryGetValue(token, out var next))
            {
                node.Next.Add(token, next = new Node());
            }

            node = next;
            node.All++;
            node.Right += isRight ? 1 : 0;
        }
    }

    /// <summary>The share of right ones at each token of a solution that was counted. [tokens]</summary>
    public float[] Of(ReadOnlySpan<int> tokens)
    {
        var rates = new float[tokens.Length];
        var node = root;
        for (var i = 0; i < tokens.Length; i++)
        {
            node = node.Next[tokens[i]];
            rates[i] = (float)node.Right / node.All;
        }

        return rates;
    }

    private sealed class Node
    {
        public Dictionary<int, Node> Next { get; } = [];

        public int All { get; set; }

        public int Right { get; set; }
    }
}
