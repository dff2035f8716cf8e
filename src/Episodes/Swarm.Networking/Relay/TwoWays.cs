namespace Swarm.Networking.Relay;

/// <summary>Bytes that go both ways: each way ends by itself, and where one is cut, so is the other.</summary>
internal static class TwoWays
{
    /// <summary>Waits for both ways.</summary>
    /// <param name="up">The one.</param>
    /// <param name="down">The other.</param>
    /// <param name="severed">Ends where the connection was cut though neither way noticed.</param>
    /// <param name="cut">Cuts both.</param>
    /// <returns>Whether both came to their end.</returns>
    public static async Task<bool> RunAsync(Task up, Task down, Task severed, Func<Task> cut)
    {
        var both = Task.WhenAll(up, down);
        var first = await Task.WhenAny(up, down);
        if (first.IsCompletedSuccessfully)
        {
            await Task.WhenAny(both, severed);
        }

        if (!both.IsCompletedSuccessfully)
        {
            await cut();
        }

        try
        {
            await both;
            return true;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }
}
