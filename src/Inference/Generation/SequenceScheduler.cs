using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Generation;

/// <summary>
/// Decides what each step computes. Sequences join and leave between steps; every running one gets its next token in every step, and
/// what is left of a step's budget goes to prompts, oldest first, in pieces. Cache blocks are taken as sequences grow; when none is
/// free the youngest sequence gives its blocks away and waits to be computed again, which changes none of its bits (ADR 0036).
/// </summary>
internal sealed class SequenceScheduler(BlockPool pool, int maxSequences, int maxStepTokens)
{
    private readonly List<TokenSequence> _waiting = [];
    private readonly List<TokenSequence> _running = [];
    private readonly List<StepSlice> _slices = [];
    private long _evictions;

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsIdle => _waiting.Count == 0 && _running.Count == 0;

    /// <summary>All sequences that are not over.</summary>
    public IEnumerable<TokenSequence> Sequences => _running.Concat(_waiting);

    /// <summary>Times a sequence gave its blocks away; other threads may ask.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>Puts a sequence behind the waiting ones.</summary>
    public void Add(TokenSequence sequence) => _waiting.Add(sequence);

    /// <summary>Forgets the sequences that are over; their blocks are free then, unless another holds them, too.</summary>
    public void DropWhatIsOver()
    {
        _waiting.RemoveAll(static sequence => sequence.IsOver);
        _running.RemoveAll(sequence =>
        {
            if (sequence.IsOver)
                Release(sequence);
            return sequence.IsOver;
        });
    }

    /// <summary>The next step; valid until the next call. Empty only when there is nothing to do.</summary>
    public IReadOnlyList<StepSlice> Plan()
    {
        _slices.Clear();
        DropWhatIsOver();
        var budget = maxStepTokens - _running.Count(sequence => sequence.Pending == 1);
        for (var i = 0; i < _running.Count; i++)
            Continue(_running[i], ref budget);
        while (_waiting.Count > 0 && budget > 0 && _running.Count < maxSequences)
        {
            var shared = SharedBlocks(_waiting[0]);
            if (!HasRoomFor(_waiting[0], shared.Count))
                break;
            Admit(shared, ref budget);
        }

        return _slices;
    }

    private void Continue(TokenSequence sequence, ref int budget)
    {
        var isDecoding = sequence.Pending == 1;
        var count = isDecoding ? 1 : Math.Min(sequence.Pending, budget);
        while (count > 0 && !TryGrow(sequence, sequence.Computed + count))
        {
            var youngest = _running[^1];
            Preempt(youngest);
            if (youngest == sequence)
                return;
        }

        if (count == 0)
            return;
        if (!isDecoding)
            budget -= count;
        _slices.Add(new(sequence, count));
    }

    private bool TryGrow(TokenSequence sequence, int tokens)
    {
        var wanted = PackedTensors.BlocksOf(tokens);
        while (sequence.Blocks.Count < wanted)
        {
            if (!pool.TryTake(out var block))
                return false;
            sequence.Blocks.Add(block);
        }

        return true;
    }

    private void Preempt(TokenSequence sequence)
    {
        Volatile.Write(ref _evictions, _evictions + 1);
        _running.Remove(sequence);
        Release(sequence);
        _waiting.Insert(0, sequence);
    }

    private void Release(TokenSequence sequence)
    {
        foreach (var block in sequence.Blocks)
            pool.Release(block);
        sequence.Blocks.Clear();
        sequence.Computed = 0;
    }

    /// <summary>
    /// The full blocks a running sequence has of the same beginning of a prompt: samples of one prompt pay for it once. All of them are
    /// computed, or are in this very step: a budget that is left to admit anyone was enough for all that runs, and attention puts the
    /// keys and values of all of a step's tokens into the cache before it reads any.
    /// </summary>
    private List<int> SharedBlocks(TokenSequence sequence)
    {
        List<int> best = [];
        foreach (var other in _running)
        {
            // At least one token is left to compute: something must be read.
            var common = Math.Min(sequence.Prompt.CommonPrefixLength(other.Prompt), sequence.Pending - 1) / PackedGraph.BlockSize;
            if (common > best.Count)
                best = other.Blocks[..common];
        }

        return best;
    }

    // Room for its tokens, and for one more block of each running sequence; alone it always fits.
    private bool HasRoomFor(TokenSequence sequence, int shared) =>
        _running.Count == 0 || pool.Available >= PackedTensors.BlocksOf(sequence.Pending) - shared + _running.Count;

    private void Admit(List<int> shared, ref int budget)
    {
        var sequence = _waiting[0];
        _waiting.RemoveAt(0);
        _running.Add(sequence);
        foreach (var block in shared)
            pool.Share(block);
        sequence.Blocks.AddRange(shared);
        sequence.Computed = shared.Count * PackedGraph.BlockSize;

        var count = Math.Min(sequence.Pending, budget);
        if (!TryGrow(sequence, sequence.Computed + count))
            throw new InvalidOperationException("The cache is smaller than one sequence. This is a bug.");
        budget -= count;
        _slices.Add(new(sequence, count));
    }
}
