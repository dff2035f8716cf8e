using System.Reflection;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Core.Time;
using Swarm.Cryptography.Keys;
using Swarm.Engine.Configuration;
using Swarm.Execution.Scripts;

namespace Swarm.Engine.Sessions;

/// <summary>What a face gives the engine to work with.</summary>
public sealed record SessionOptions
{
    /// <summary>The folder that holds the store; null for the nearest above the current folder.</summary>
    public string? Root { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string CurrentFolder { get; init; }

    /// <summary>The name of the keys; null for the configuration's.</summary>
    public string? Profile { get; init; }

    /// <summary>The <c>pwsh</c>, or <c>pwsh.dll</c>, that runs script steps. By default the one that is installed; null where there is none.</summary>
    public string? PowerShellPath
    {
        get => field ?? InstalledPowerShell.Find(ReadVariable);
        init;
    }

    /// <summary>Vaults of the face that may hold private keys; null where it has none.</summary>
    public ISecretVault? SecretVaults { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where secrets, ids and nonces come from.</summary>
    public RandomSource Random { get; init; } = RandomSource.System;

    /// <summary>Cancelled where whoever gave the options wants an end: waits for what other processes hold are cut short.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Told what could not be written beside something that was committed, on the thread that did it; null for nobody.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> ReadVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The version of Swarm.</summary>
    public static string Version { get; } =
        typeof(SessionOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unavailable";

    /// <summary>Makes the clock of what is recorded.</summary>
    /// <exception cref="SwarmException"><c>SOURCE_DATE_EPOCH</c> is malformed (<c>CONFIGURATION_INVALID</c>).</exception>
    internal RecordedClock MakeClock() => new(Time, RecordedClock.ParseSourceDateEpoch(ReadVariable("SOURCE_DATE_EPOCH")));

    /// <summary>Takes the keys of the user's home folder.</summary>
    internal KeyVault OpenKeyVault() => new(new SwarmHome(ReadVariable).KeyFolder, MakeClock(), SecretVaults);

    /// <summary>The name of the keys in force.</summary>
    /// <param name="configuration">The configuration in force.</param>
    internal string ProfileOf(SwarmConfiguration configuration) => Profile ?? configuration.Profile ?? KeyVault.DefaultName;
}
