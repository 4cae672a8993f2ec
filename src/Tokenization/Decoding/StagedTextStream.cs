using System.Text;

namespace RewardServer.Tokenization.Decoding;

/// <summary>Decodes tokens through the stages of a decoder.</summary>
/// <param name="contentOf">What a token says, or null for an id no token has.</param>
/// <param name="stages">The stages, new ones for each stream, in order.</param>
internal sealed class StagedTextStream(Func<int, string?> contentOf, IReadOnlyList<DecodingStage> stages) : ITextStream
{
    public void Append(int id, StringBuilder target)
    {
        if (contentOf(id) is { } content)
            Pass(content, 0, target);
    }

    public void Finish(StringBuilder target)
    {
        for (var i = 0; i < stages.Count; i++)
        {
            var next = i + 1;
            stages[i].Finish(text => Pass(text, next, target));
        }
    }

    private void Pass(string text, int stage, StringBuilder target)
    {
        if (stage == stages.Count)
            target.Append(text);
        else
            stages[stage].Append(text, further => Pass(further, stage + 1, target));
    }
}
