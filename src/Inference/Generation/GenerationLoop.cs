using System.Collections.Concurrent;
using System.Numerics.Tensors;
using RewardServer.Inference.Devices;
using RewardServer.Inference.PagedCache;
using RewardServer.Scoring;

namespace RewardServer.Inference.Generation;

/// <summary>The one thread that owns a session: it takes in sequences, runs steps and hands logits to them, until it is disposed.</summary>
internal sealed class GenerationLoop : IAsyncDisposable
{
    private readonly PackedSession _session;
    private readonly PackedTensors _tensors;
    private readonly SequenceScheduler _scheduler;
    private readonly TokenSampler _sampler;
    private readonly ConcurrentQueue<TokenSequence> _inbox = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _door = new();
    private readonly Task _thread;
    private readonly int _vocabulary;
    private volatile bool _isStopping;
    private bool _isDisposed;

    /// <summary>Starts the thread; session and tensors are the loop's from now on.</summary>
    public GenerationLoop(PackedSession session, PackedTensors tensors, SequenceScheduler scheduler, int vocabulary)
    {
        _session = session;
        Blocks = session.Blocks;
        _tensors = tensors;
        _scheduler = scheduler;
        _vocabulary = vocabulary;
        _sampler = new(vocabulary);
        _thread = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Where it runs, in words.</summary>
    public string Device => _session.Device;

    /// <summary>The device it was given.</summary>
    public DeviceChoice DeviceChoice => _session.DeviceChoice;

    /// <summary>The blocks of its cache.</summary>
    public BlockAllocator Blocks { get; }

    /// <summary>Times a text gave its blocks away and had to be computed anew.</summary>
    public long Evictions => _scheduler.Evictions;

    /// <summary>Takes a sequence in.</summary>
    /// <returns>False when the loop is stopping.</returns>
    public bool TryAdd(TokenSequence sequence)
    {
        lock (_door)
        {
            if (_isStopping)
                return false;
            _inbox.Enqueue(sequence);
        }

        _wake.Release();
        return true;
    }

    /// <summary>Ends after the step in progress; whoever still waits is told that the generator is shutting down.</summary>
    public async ValueTask DisposeAsync()
    {
        bool isFirst;
        lock (_door)
        {
            isFirst = !_isDisposed;
            _isDisposed = _isStopping = true;
        }

        if (isFirst)
            _wake.Release();
        await _thread.ConfigureAwait(false);
        if (!isFirst)
            return;
        _session.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        var (code, why) = (ScoringErrorCode.ShuttingDown, "The generator is shutting down.");
        try
        {
            Serve();
        }
#pragma warning disable CA1031 // A mistake of ours in the scheduler: nobody must wait for ever because of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            (code, why) = (ScoringErrorCode.ModelError, $"The generator failed and takes no more texts: {e.Message}");
        }

        lock (_door)
            _isStopping = true;
        foreach (var sequence in _scheduler.Sequences.Concat(_inbox))
            sequence.Fail(code, why);
        _scheduler.DropWhatIsOver();
    }

    private void Serve()
    {
        while (!_isStopping)
        {
            while (_inbox.TryDequeue(out var sequence))
                _scheduler.Add(sequence);
            if (_scheduler.Plan() is { Count: > 0 } slices)
                Step(slices);
            else
                _wake.Wait();
        }
    }

    private void Step(IReadOnlyList<StepSlice> slices)
    {
        try
        {
            Fill(slices);
            _session.Run(_tensors);
            HandOut(slices);
        }
#pragma warning disable CA1031 // Whatever went wrong, the callers of this step are told, and the others are served on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (var slice in slices)
                slice.Sequence.Fail(ScoringErrorCode.ModelError, $"The model could not be run: {e.Message}");
        }
    }

    private void Fill(IReadOnlyList<StepSlice> slices)
    {
        _tensors.Begin(slices.Max(slice => slice.Sequence.Blocks.Count));
        foreach (var (sequence, tokens) in slices)
        {
            sequence.Blocks.CopyTo(_tensors.Append(sequence.Next(tokens), sequence.Computed));
            if (tokens == sequence.Pending)
                _tensors.Read(_tensors.Tokens - 1);
        }

        // A step of nothing but beginnings of prompts reads one row that nobody looks at: no graph is run with none.
        if (_tensors.Reads == 0)
            _tensors.Read(0);
    }

    private void HandOut(IReadOnlyList<StepSlice> slices)
    {
        var rows = _tensors.Output;
        foreach (var (sequence, tokens) in slices)
        {
            var isRead = tokens == sequence.Pending;
            sequence.Computed += tokens;
            if (!isRead)
                continue;
            var logits = rows[.._vocabulary];
            rows = rows[_vocabulary..];
            if (TensorPrimitives.IsFiniteAll(logits))
                sequence.Advance(logits, _sampler);
            else
                sequence.Fail(ScoringErrorCode.ModelError, "The model put out a number that is not finite (NaN or infinity).");
        }
    }
}
