using System.Diagnostics;
using Swarm.Engine.Sessions;

namespace Swarm.Engine.Networking;

/// <summary>Keeps a service until it is told to stop, and tells others of it meanwhile.</summary>
internal static class ServiceLoop
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Makes what stays the same of a service's file.</summary>
    public static NetworkService Begin(SessionOptions options, string name, string address, string pin)
    {
        using var process = Process.GetCurrentProcess();
        var now = options.Time.GetUtcNow();
        return new NetworkService
        {
            Name = name,
            ProcessId = process.Id,
            ProcessStartedAt = new DateTimeOffset(process.StartTime),
            StartedAt = now,
            UpdatedAt = now,
            Address = address,
            Pin = pin,
            IsConnected = true,
        };
    }

    /// <summary>Waits.</summary>
    /// <param name="folder">The service's folder, which is held.</param>
    /// <param name="describe">What the service does now.</param>
    /// <param name="grace">The patience of a stop that this process was asked for.</param>
    /// <param name="cancellationToken">Asks for it.</param>
    /// <returns>How long its streams may go on.</returns>
    public static async Task<TimeSpan> RunAsync(ServiceFolder folder, Func<NetworkService> describe, TimeSpan grace, CancellationToken cancellationToken)
    {
        NetworkService? told = null;
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (true)
            {
                if (folder.ReadStop() is { } patience)
                {
                    return patience;
                }

                // What a disk that is full for a while does not take is told later.
                var current = describe();
                if (told is null || current with { UpdatedAt = told.UpdatedAt } != told)
                {
                    told = TryWrite(folder, current) ? current : told;
                }

                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            return grace;
        }
    }

    private static bool TryWrite(ServiceFolder folder, NetworkService service)
    {
        try
        {
            folder.Write(service);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
