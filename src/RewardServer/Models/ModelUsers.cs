namespace RewardServer.Models;

/// <summary>Counts who uses a model, so that one that was replaced is freed when the last call that began with it is answered. Thread-safe.</summary>
internal sealed class ModelUsers
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count = 1; // whoever serves it

    /// <summary>Done when nobody is left; from then on nobody enters.</summary>
    public Task Gone => _gone.Task;

    /// <summary>One more uses it, unless nobody does any more.</summary>
    public bool TryEnter()
    {
        for (var count = Volatile.Read(ref _count); count > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (seen == count)
                return true;
            count = seen;
        }
        return false;
    }

    /// <summary>One less uses it.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _count) == 0)
            _gone.SetResult();
    }
}
