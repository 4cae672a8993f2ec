namespace RewardServer.Api.Verification;

/// <summary>An answer, or a response that holds one, and the right answer.</summary>
internal sealed class AnswerRequest
{
    /// <summary>The answer by itself, at most 16,384 characters. Either this or <c>response</c>.</summary>
    /// <example>\frac{1}{2}</example>
    public string? Answer { get; set; }

    /// <summary>A whole response in which the answer is looked for, at most 262,144 characters. Either this or <c>answer</c>.</summary>
    /// <example>So the answer is $0.5$.</example>
    public string? Response { get; set; }

    /// <summary>The known right answer, at most 16,384 characters. Without one the verdict is <c>unverifiable</c>.</summary>
    /// <example>0.5</example>
    public string? ReferenceAnswer { get; set; }
}
