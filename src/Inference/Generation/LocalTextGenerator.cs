using System.Globalization;
using RewardServer.Inference.Devices;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;
using GeneratedText = RewardServer.Scoring.Generative.Generation;

namespace RewardServer.Inference.Generation;

/// <summary>
/// Checks and tokenizes requests on the caller's thread, and leaves the rest to a loop: the one with the fewest texts where there are
/// several. A text is the same in each of them.
/// </summary>
internal sealed class LocalTextGenerator : ILocalTextGenerator
{
    private readonly GenerationLoop[] _loops;
    private readonly int[] _texts; // unfinished ones of each loop
    private readonly Lock _door = new();
    private readonly GenerationModel _model;
    private readonly PromptEncoder _encoder;
    private readonly int _mostUnfinished;

    /// <summary>Creates it; the loops, one at least, are the generator's from now on.</summary>
    public LocalTextGenerator(GenerationLoop[] loops, GenerationModel model, PromptEncoder encoder, int mostUnfinished)
    {
        (_loops, _model, _encoder) = (loops, model, encoder);
        _texts = new int[loops.Length];
        _mostUnfinished = mostUnfinished;
        DeviceChoice = loops[0].DeviceChoice;
        Device = loops is [var only] ? only.Device : string.Create(CultureInfo.InvariantCulture, $"cpu, {loops.Length} threads");
    }

    /// <inheritdoc/>
    public int MaxTokens => _model.MaxTokens;

    /// <inheritdoc/>
    public string Device { get; }

    /// <inheritdoc/>
    public DeviceChoice DeviceChoice { get; }

    /// <inheritdoc/>
    public int Unfinished
    {
        get
        {
            lock (_door)
                return _texts.Sum();
        }
    }

    /// <inheritdoc/>
    public double CacheInUse => 1 - ((double)_loops.Sum(loop => loop.Blocks.Available) / _loops.Sum(loop => loop.Blocks.Total));

    /// <inheritdoc/>
    public long Evictions => _loops.Sum(loop => loop.Evictions);

    /// <inheritdoc/>
    public int CountPromptTokens(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _encoder.Encode(request).Length;
    }

    /// <inheritdoc/>
    public async Task<ScoringResult<GeneratedText>> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (!Prepare(request, cancellationToken).TryGet(out var job, out var error))
            return error;
        var (loop, unfinished) = Enter();
        try
        {
            if (unfinished > _mostUnfinished)
                job.Complete(new ScoringError(ScoringErrorCode.Overloaded, $"{_mostUnfinished} texts are being generated or wait; try again later."));
            else if (!_loops[loop].TryAdd(new TokenSequence(job, _model)))
                job.Complete(new ScoringError(ScoringErrorCode.ShuttingDown, "The generator is shutting down."));
            return await job.Outcome.ConfigureAwait(false);
        }
        finally
        {
            lock (_door)
                _texts[loop]--;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_loops.Select(loop => loop.DisposeAsync().AsTask())).ConfigureAwait(false);

    private (int Loop, int Unfinished) Enter()
    {
        lock (_door)
        {
            var loop = Array.IndexOf(_texts, _texts.Min());
            _texts[loop]++;
            return (loop, _texts.Sum());
        }
    }

    private ScoringResult<GenerationJob> Prepare(GenerationRequest request, CancellationToken cancellationToken)
    {
        if (WhyNot(request) is { } reason)
            return new ScoringError(ScoringErrorCode.InvalidRequest, reason);
        ResolvedQuestion? question = null;
        if (request.Question is { } asked && !_encoder.Resolve(asked).TryGet(out question, out var unresolved))
            return unresolved;

        var prompt = _encoder.Encode(request);
        if (prompt.Length == 0)
            return new ScoringError(ScoringErrorCode.InvalidRequest, "The prompt has no tokens.");
        var foreign = Math.Max(prompt.Max(), question?.LargestId ?? 0);
        if (foreign >= _model.Vocabulary)
            return new ScoringError(ScoringErrorCode.ModelError, $"The tokenizer made token {foreign} of the prompt or the question, the graph's vocabulary ends at {_model.Vocabulary - 1}: they do not belong together.");
        var behind = question is { Position: ChoicePosition.End } ? question.TextIds.Length : 0;
        var room = _model.MaxTokens - prompt.Length - behind;
        if (room < Math.Min(1, request.Sampling.MaxTokens))
            return new ScoringError(ScoringErrorCode.TooLong, $"The prompt has {prompt.Length} tokens{(behind > 0 ? $" and the question {behind}" : "")}; the model takes {_model.MaxTokens} together with what it generates.");
        return new GenerationJob(request, cancellationToken)
        {
            PromptIds = prompt,
            Question = question,
            Limit = Math.Min(request.Sampling.MaxTokens, room),
        };
    }

    private static string? WhyNot(GenerationRequest request)
    {
        if (request.Sampling.Problem() is { } problem)
            return problem;
        if (request.StopStrings.Any(string.IsNullOrEmpty))
            return "A stop string is empty.";
        return request.Sampling.MaxTokens == 0 && request.Question is not { Position: ChoicePosition.End }
            ? "max_tokens is 0 and no question is asked at the end: there is nothing to do."
            : null;
    }
}
