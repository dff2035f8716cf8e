using System.Reflection;
using System.Runtime.Loader;

namespace Swarm.Fuzz;

/// <summary>
/// Fuzzes one parser: <c>Swarm.Fuzz TARGET SECONDS FINDINGS [SEED]</c>, or runs what was found: <c>Swarm.Fuzz TARGET FILE</c>. It exits with
/// 1 after a finding, which it writes to the folder FINDINGS.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length < 2)
        {
            Console.Error.WriteLine("Swarm.Fuzz TARGET SECONDS FINDINGS [SEED], or Swarm.Fuzz TARGET FILE");
            return 2;
        }

        // What is fuzzed is a copy that counts its branches, and the fuzzer itself is loaded again beside it, to be bound to that copy.
        var folder = Directory.CreateTempSubdirectory("swarm-fuzz-").FullName;
        try
        {
            InstrumentedCopy.Make(AppContext.BaseDirectory, folder);
            var context = new InstrumentedContext(folder);
            var session = context.LoadFromAssemblyName(typeof(Program).Assembly.GetName()).GetType(typeof(FuzzSession).FullName!)!;
            return (int)session.GetMethod(nameof(FuzzSession.Run))!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments, folder], null)!;
        }
        finally
        {
            TryDelete(folder);
        }
    }

    // On Windows the copies are held until the process ends.
    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"'{folder}' is left: {exception.Message}");
        }
    }

    /// <summary>Loads the copies where there are any, and everything else as the program itself does.</summary>
    private sealed class InstrumentedContext(string folder) : AssemblyLoadContext("instrumented")
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Combine(folder, assemblyName.Name + ".dll") is var file && File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
