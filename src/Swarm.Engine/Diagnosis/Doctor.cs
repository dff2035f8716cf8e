using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Locks;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Execution.Confinement;
using Swarm.Execution.Scripts;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Diagnosis;

/// <summary>Checks what Swarm needs of a machine, and says what to do about each gap.</summary>
public static class Doctor
{
    private const long FewestFreeBytes = 1L << 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Makes all checks. Nothing is changed.</summary>
    /// <param name="options">What the face gives.</param>
    public static IReadOnlyList<DoctorCheck> Run(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var home = new SwarmHome(options.ReadVariable);
        return
        [
            new DoctorCheck("version", DoctorStatus.Ok, $"Swarm {SessionOptions.Version} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}", null),
            CheckCryptography(),
            Guard("configuration", "Mend the file or remove it.", () => $"{home.Read() switch { _ => home.ConfigurationFile }}{(File.Exists(home.ConfigurationFile) ? string.Empty : " is not there: defaults hold")}"),
            CheckKeys(options, home),
            CheckStore(options),
            Guard("work folder", "Free some room, or set 'work_folder' to a disk that has some.", () => DescribeWorkFolder(home)),
            Guard("locks", "Set 'work_folder' to a disk of this machine, or mount that file system with locks.", () => ProveLocks(home)),
            CheckConfinement(),
            CheckProgram("git", ["git", "--version"], "Install git: the quick start needs it, and most workspaces use it."),
            CheckProgram(PowerShellProgram.Name, [.. PowerShellProgram.CommandOf(options.PowerShellPath ?? PowerShellProgram.Name), "-Version"], "Install PowerShell 7.6 or later: script block steps need it, programs do not."),
            CheckProgram("age", ["age", "--version"], "Install age to open bundles without Swarm; Swarm itself does not need it."),
        ];
    }

    /// <summary>Makes all checks of this machine, and those of a backend. Nothing is changed.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="backend">The backend; null for this machine alone.</param>
    /// <param name="cancellationToken">Ends the calls of the backend.</param>
    public static async Task<IReadOnlyList<DoctorCheck>> RunAsync(SessionOptions options, BackendCheckRequest? backend, CancellationToken cancellationToken)
    {
        var checks = Run(options);
        return backend is null ? checks : [.. checks, .. await BackendDoctor.RunAsync(options, backend, cancellationToken)];
    }

    private static DoctorCheck CheckCryptography()
    {
        var missing = new[] { (Name: "AES-GCM", Has: AesGcm.IsSupported), (Name: "ChaCha20-Poly1305", Has: ChaCha20Poly1305.IsSupported) }
            .Where(algorithm => !algorithm.Has).Select(algorithm => algorithm.Name).ToArray();
        return missing.Length == 0
            ? new DoctorCheck("cryptography", DoctorStatus.Ok, "AES-GCM and ChaCha20-Poly1305 of the system", null)
            : new DoctorCheck("cryptography", AesGcm.IsSupported ? DoctorStatus.Warning : DoctorStatus.Failed, $"the system lacks {string.Join(" and ", missing)}", CryptographyRemedy);
    }

    // Windows has both since Windows Server 2022 and Windows 11; elsewhere .NET takes them from OpenSSL, or from macOS itself.
    private static string CryptographyRemedy =>
        OperatingSystem.IsWindows() ? "Update Windows: Windows 11 and Windows Server 2022 have both."
        : OperatingSystem.IsMacOS() ? "Update macOS."
        : "Install the system's current OpenSSL.";

    private static DoctorCheck CheckConfinement() => ConfinementSupport.Find() is { Obstacle: { } obstacle }
        ? new DoctorCheck("sandbox", DoctorStatus.Warning, $"no step can be confined here: {obstacle}", "Runs that need no sandbox go on without one; for others do what the message says.")
        : new DoctorCheck("sandbox", DoctorStatus.Ok, $"steps can be confined, by {ConfinementSupport.Find().Method.ToString()!.ToLowerInvariant()}", null);

    private static DoctorCheck CheckKeys(SessionOptions options, SwarmHome home)
    {
        const string Name = "keys";
        try
        {
            var profile = options.ProfileOf(home.Read());
            var vault = options.OpenKeyVault();
            if (!vault.Exists(profile))
            {
                return new DoctorCheck(Name, DoctorStatus.Warning, $"there are no keys '{profile}' yet", "The first launch makes them, or 'swarm init'.");
            }

            using var signing = vault.OpenOperator(profile);
            return new DoctorCheck(Name, DoctorStatus.Ok, $"'{profile}' signs as {signing.PublicKey}", null);
        }
        catch (SwarmException exception)
        {
            return new DoctorCheck(Name, DoctorStatus.Failed, exception.Message, "Do what the message says, or restore the keys from a copy.");
        }
    }

    private static DoctorCheck CheckStore(SessionOptions options)
    {
        const string Name = "store";
        var root = RootFinder.Find(options);
        if (!new StoreLayout(root).Exists)
        {
            return new DoctorCheck(Name, DoctorStatus.Warning, $"there is none under '{root}'", "The first launch makes one, or 'swarm init'.");
        }

        return Guard(Name, "Run 'swarm store check'.", () =>
        {
            using var session = SwarmSession.Open(options);
            return $"'{root}' has {session.Nodes.List().Count} nodes";
        });
    }

    private static string DescribeWorkFolder(SwarmHome home)
    {
        var folder = home.Read().WorkFolder!;
        DurableFile.CreateDirectory(folder);
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free >= FewestFreeBytes ? $"'{folder}', {free >> 30} GiB free" : throw new SwarmException(ErrorCode.StoreUnwritable, $"'{folder}' has only {free >> 20} MiB free.");
    }

    // The store's own locks are proven whenever it is opened.
    private static string ProveLocks(SwarmHome home)
    {
        var folder = home.Read().WorkFolder!;
        var file = Path.Combine(folder, $"probe-{Guid.NewGuid():N}{OwnerFile.Extension}");
        try
        {
            using var owner = OwnerFile.Create(file);
            owner.Delete();
            return $"a second holder is refused in '{folder}'";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(file, exception);
        }
    }

    private static DoctorCheck CheckProgram(string name, IReadOnlyList<string> command, string remedy)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var text = process.StandardOutput.ReadLineAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return new DoctorCheck(name, DoctorStatus.Warning, "it does not answer", remedy);
            }

            return new DoctorCheck(name, DoctorStatus.Ok, text.GetAwaiter().GetResult() ?? command[0], null);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            return new DoctorCheck(name, DoctorStatus.Warning, "it is not to be found", remedy);
        }
    }

    private static DoctorCheck Guard(string name, string remedy, Func<string> look)
    {
        try
        {
            return new DoctorCheck(name, DoctorStatus.Ok, look(), null);
        }
        catch (SwarmException exception)
        {
            return new DoctorCheck(name, DoctorStatus.Failed, exception.Message, remedy);
        }
    }
}
