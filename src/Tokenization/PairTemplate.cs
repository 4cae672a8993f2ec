namespace RewardServer.Tokenization;

/// <summary>A token that a post-processor puts in, and the segment it counts to.</summary>
/// <param name="Id">Vocabulary id.</param>
/// <param name="TypeId">Segment, as token_type_ids say it: usually 0 for the first text and 1 for the second.</param>
public readonly record struct TemplateToken(int Id, int TypeId);

/// <summary>How a tokenizer's files join two texts, such as BERT's <c>[CLS] first [SEP] second [SEP]</c>.</summary>
/// <param name="Start">Before the first text.</param>
/// <param name="FirstTypeId">Segment of the first text.</param>
/// <param name="Middle">Between the texts.</param>
/// <param name="SecondTypeId">Segment of the second text.</param>
/// <param name="End">After the second text.</param>
public sealed record PairTemplate(
    IReadOnlyList<TemplateToken> Start, int FirstTypeId, IReadOnlyList<TemplateToken> Middle, int SecondTypeId, IReadOnlyList<TemplateToken> End)
{
    /// <summary>One text after the other, as two segments: what there is without a post-processor.</summary>
    public static PairTemplate None { get; } = new([], 0, [], 1, []);

    /// <summary>Appends the joined texts.</summary>
    /// <param name="first">Ids of the first text.</param>
    /// <param name="second">Ids of the second text.</param>
    /// <param name="ids">The ids are appended here.</param>
    /// <param name="typeIds">Their segments are appended here.</param>
    public void Join(IReadOnlyList<int> first, IReadOnlyList<int> second, List<int> ids, List<int> typeIds)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(typeIds);
        Add(Start);
        Add([.. first.Select(id => new TemplateToken(id, FirstTypeId))]);
        Add(Middle);
        Add([.. second.Select(id => new TemplateToken(id, SecondTypeId))]);
        Add(End);

        void Add(IReadOnlyList<TemplateToken> tokens)
        {
            ids.AddRange(tokens.Select(token => token.Id));
            typeIds.AddRange(tokens.Select(token => token.TypeId));
        }
    }
}
