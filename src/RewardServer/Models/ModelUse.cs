using System.Diagnostics.CodeAnalysis;

namespace RewardServer.Models;

/// <summary>A model that stays loaded until this is disposed, though another may be served in its place meanwhile.</summary>
internal sealed class ModelUse : IDisposable
{
    private IReadOnlyList<ModelUsers>? _users;

    private ModelUse(IReadOnlyList<ModelUsers> users) => _users = users;

    /// <summary>Takes all of them, or none when one is gone.</summary>
    public static bool TryTake(IReadOnlyList<ModelUsers> users, [NotNullWhen(true)] out ModelUse? use)
    {
        for (var entered = 0; entered < users.Count; entered++)
        {
            if (users[entered].TryEnter())
                continue;
            Leave(users.Take(entered));
            use = null;
            return false;
        }
        use = new(users);
        return true;
    }

    /// <summary>Takes what is found; what was replaced between being found and being taken is looked for again.</summary>
    /// <typeparam name="T">What knows the model.</typeparam>
    public static ModelUse Take<T>(Func<T> find, Func<T, ServedModel> modelOf, out T found)
    {
        while (true)
        {
            found = find();
            if (modelOf(found).TryUse(out var use))
                return use;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Leave(Interlocked.Exchange(ref _users, null) ?? []);

    private static void Leave(IEnumerable<ModelUsers> users)
    {
        foreach (var user in users)
            user.Leave();
    }
}
