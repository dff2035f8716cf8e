BeforeDiscovery {
    $built = $env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm)
    $isBuilt = @(Get-Item (Join-Path $built '..' '..' bin Swarm.Cli * swarm.dll) -ErrorAction Ignore).Count -gt 0
}

Describe 'Installing the command' -Skip:(-not $isBuilt) {
    BeforeAll {
        . (Join-Path $PSScriptRoot Scene.ps1)
        Enter-Scene
        $source = (Get-Item (Join-Path $modulePath '..' '..' bin Swarm.Cli * swarm.dll) | Sort-Object LastWriteTime | Select-Object -Last 1).DirectoryName
        $script = Join-Path $PSScriptRoot '..' '..' build Install-Command.ps1
        $files = Join-Path (Get-Location).ProviderPath data swarm
        $folder = $IsWindows ? $files : (Join-Path (Get-Location).ProviderPath 'a bin')
    }

    AfterAll { Exit-Scene }

    It 'gives a program that runs steps from where it is called, in the background too' {
        $program = & $script -SourcePath $source -Destination $files -ProgramPath $folder
        Split-Path $program | Should -Be $folder
        $run = & $program run launch --json --label installed '--' dotnet --version 2>$null | ConvertFrom-Json
        $run.status | Should -Be succeeded
        $run.root | Should -Be (Get-Location).ProviderPath
        $behind = & $program run resume --node installed --no-wait --json '--' dotnet --version | ConvertFrom-Json
        (& $program run wait $behind.run_id --json | ConvertFrom-Json).status | Should -Be succeeded
    }

    It 'replaces what it installed before' {
        Set-Content (Join-Path $files left.txt) 'of an older version'
        & $script -SourcePath $source -Destination $files -ProgramPath $folder | Should -Exist
        Join-Path $files left.txt | Should -Not -Exist
    }

    It 'replaces no program of somebody else' -Skip:$IsWindows {
        $other = New-Item -ItemType Directory (Join-Path (Get-Location).ProviderPath other)
        Set-Content (Join-Path $other swarm) '#!/bin/sh'
        { & $script -SourcePath $source -Destination (Join-Path $other data) -ProgramPath $other } | Should -Throw '*was not installed by this script*'
        Get-Content (Join-Path $other swarm) | Should -Be '#!/bin/sh'
    }

    It 'starts the command by the runtime''s own program where nothing else finds the runtime' -Skip:$IsWindows {
        $broken = New-Item -ItemType Directory (Join-Path (Get-Location).ProviderPath broken)
        Copy-Item $source (Join-Path $broken source) -Recurse
        Set-Content (Join-Path $broken source swarm) "#!/bin/sh`nexit 131"
        chmod 755 (Join-Path $broken source swarm)
        $program = & $script -SourcePath (Join-Path $broken source) -Destination (Join-Path $broken data) -ProgramPath (Join-Path $broken bin)
        & $program --version | Should -Match '^\d+\.\d+'
        Get-Content $program -Raw | Should -BeLike '*swarm.dll*'
    }
}
