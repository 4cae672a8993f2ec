using System.Runtime.InteropServices;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;
using GeneratedText = RewardServer.Scoring.Generative.Generation;

namespace RewardServer.Inference.Generation;

/// <summary>
/// One text being generated: its tokens, how many of them the cache holds, and what comes next. Tokens that are not in the cache are
/// computed before anything else, whether they are the prompt, the last token, the question, or all of them again after the
/// sequence had to give its blocks away; the last of them is read.
/// </summary>
internal sealed class TokenSequence
{
    private readonly GenerationJob _job;
    private readonly GenerationModel _model;
    private readonly TextCursor _text;
    private readonly List<int> _tokens;
    private readonly List<double>? _logProbabilities;
    private double[]? _answers;
    private FinishReason _finish = FinishReason.Length;
    private int _generated;
    private int? _questionTokens;

    /// <summary>Begins a job.</summary>
    public TokenSequence(GenerationJob job, GenerationModel model)
    {
        _job = job;
        _model = model;
        _tokens = [.. job.PromptIds];
        _text = new(model.Tokenizer, job.Request.StopStrings);
        _logProbabilities = job.Request.WantsLogProbabilities ? [] : null;
        if (job.Limit == 0)
            Ask(job.Question!);
    }

    /// <summary>The cache blocks of the tokens, in order.</summary>
    public List<int> Blocks { get; } = [];

    /// <summary>Tokens in the cache.</summary>
    public int Computed { get; set; }

    /// <summary>Tokens to compute; at least 1.</summary>
    public int Pending => _tokens.Count - Computed;

    /// <summary>Tokens of the prompt.</summary>
    public ReadOnlySpan<int> Prompt => _job.PromptIds;

    /// <summary>Whether it was completed, or its caller left.</summary>
    public bool IsOver => _job.IsOver;

    private bool Asks => _questionTokens is not null;

    /// <summary>The next tokens to compute.</summary>
    public ReadOnlySpan<int> Next(int count) => CollectionsMarshal.AsSpan(_tokens).Slice(Computed, count);

    /// <summary>Goes on from the logits behind the last token; completes the job when there is no more to do.</summary>
    public void Advance(ReadOnlySpan<float> logits, TokenSampler sampler)
    {
        if (Asks)
            Complete(_job.Question!.Read(logits));
        else
            Append(sampler.Pick(logits, _job.Request.Sampling, _generated), logits);
    }

    /// <summary>Ends without a text.</summary>
    public void Fail(ScoringErrorCode code, string message) => _job.Complete(new ScoringError(code, message));

    private void Append(int id, ReadOnlySpan<float> logits)
    {
        _generated++;
        _logProbabilities?.Add(Math.Min(0, logits[id] - ResolvedQuestion.LogSum(logits)));
        if (_job.Question is { Position: ChoicePosition.LastMention } mentioned && mentioned.Mentions(id))
            _answers = mentioned.Read(logits);
        if (FinishOf(id) is not { } finish)
        {
            _tokens.Add(id);
            return;
        }

        _finish = finish;
        if (finish == FinishReason.Length)
            _tokens.Add(id);
        if (_job.Question is { Position: ChoicePosition.End } question)
            Ask(question);
        else
            Complete(_answers);
    }

    private FinishReason? FinishOf(int id)
    {
        if (_model.EndIds.Contains(id))
            return _text.Finish() ? FinishReason.Stop : FinishReason.End;
        if (_text.Append(id))
            return FinishReason.Stop;
        if (_generated < _job.Limit)
            return null;
        return _text.Finish() ? FinishReason.Stop : FinishReason.Length;
    }

    // Tokens behind the text go. What a stop string left of a token is tokenized again, together with the question.
    private void Ask(ResolvedQuestion question)
    {
        var kept = _job.PromptIds.Length + _text.Tokens;
        _tokens.RemoveRange(kept, _tokens.Count - kept);
        if (_text.Remainder is { Length: > 0 } remainder)
            _model.Tokenizer.EncodeText(remainder + question.Text, _tokens, null);
        else
            _tokens.AddRange(question.TextIds);
        _questionTokens = _tokens.Count - kept;
        if (_tokens.Count > _model.MaxTokens)
            Fail(ScoringErrorCode.TooLong, $"The generated text leaves no room for the question behind it in the model's {_model.MaxTokens} tokens.");
        else if (CollectionsMarshal.AsSpan(_tokens)[kept..].ContainsAnyExceptInRange(0, _model.Vocabulary - 1))
            Fail(ScoringErrorCode.ModelError, "The tokenizer made a token of the generated text that is outside the graph's vocabulary: they do not belong together.");

        // What is read is the row of the last token: it is computed again where it is in the cache already.
        Computed = Math.Min(Computed, _tokens.Count - 1);
    }

    private void Complete(double[]? answers) => _job.Complete(new GeneratedText
    {
        Text = _text.Text,
        FinishReason = _finish,
        PromptTokens = _job.PromptIds.Length + (_questionTokens ?? 0),
        GeneratedTokens = _generated,
        ChoiceLogProbabilities = answers,
        LogProbabilities = _logProbabilities,
    });
}
