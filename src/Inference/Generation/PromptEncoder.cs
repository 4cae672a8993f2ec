using System.Text;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Tokenization;

namespace RewardServer.Inference.Generation;

/// <summary>Turns requests into tokens, for a model of this process or of another. Thread-safe.</summary>
/// <param name="layout">How a chat is rendered.</param>
/// <param name="tokenizer">The model's tokenizer.</param>
public sealed class PromptEncoder(IChatLayout layout, HuggingFaceTokenizer tokenizer)
{
    /// <summary>The tokens of the rendered chat and the beginning of the reply; adjacent texts are tokenized as one.</summary>
    public int[] Encode(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<int> ids = [];
        var run = new StringBuilder();
        foreach (var piece in layout.Render(request.Messages, opensReply: true).Append(new TextPiece(request.ReplyPrefix)))
        {
            if (piece is TextPiece text)
            {
                run.Append(text.Text);
                continue;
            }

            Flush();
            if (piece is TokenPiece token)
                ids.Add(token.Id);
        }

        Flush();
        return [.. ids];

        void Flush()
        {
            tokenizer.EncodeText(run.ToString(), ids, null);
            run.Clear();
        }
    }

    /// <summary>Finds a question's answers in the vocabulary; fails when there are not two, or one of them has no token.</summary>
    internal ScoringResult<ResolvedQuestion> Resolve(ChoiceQuestion question)
    {
        if (question.Choices.Count < 2)
            return new ScoringError(ScoringErrorCode.InvalidRequest, $"The question has {question.Choices.Count} choices; it needs at least two.");
        var choices = new int[question.Choices.Count][];
        for (var i = 0; i < choices.Length; i++)
        {
            choices[i] = [.. question.Choices[i].Tokens.Select(FindToken).OfType<int>().Distinct()];
            if (choices[i].Length == 0)
                return new ScoringError(ScoringErrorCode.InvalidRequest, $"No spelling of the choice '{question.Choices[i].Name}' is a single token of the model's tokenizer.");
        }

        if (choices.SelectMany(ids => ids).GroupBy(id => id).Any(group => group.Count() > 1))
            return new ScoringError(ScoringErrorCode.InvalidRequest, "Two choices of the question have a token in common.");
        List<int> text = [];
        tokenizer.EncodeText(question.Text, text, null);
        return new ResolvedQuestion(question.Position, question.Text, [.. text], choices);
    }

    private int? FindToken(string text)
    {
        List<int> ids = [];
        tokenizer.EncodeText(text, ids, null);
        return ids is [var only] ? only : null;
    }
}
