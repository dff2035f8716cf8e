BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'The module' {
    It 'has a manifest that holds' {
        $manifest = Test-ModuleManifest (Join-Path $modulePath Swarm.psd1) -WarningAction Stop
        $manifest.ExportedCmdlets.Count | Should -Be (Get-Command -Module Swarm -CommandType Cmdlet).Count
        $manifest.PowerShellVersion | Should -Be ([version]'7.6')
    }

    It 'is imported without a word' {
        Invoke-OtherShell 'Import-Module $env:SWARM_TEST_MODULE *>&1' | Should -BeNullOrEmpty
    }

    It 'loads nothing but the cmdlets before one of them runs' {
        Invoke-OtherShell 'Import-Module $env:SWARM_TEST_MODULE
            Get-Command -Module Swarm | Out-Null; Get-Help Start-SwarmRun | Out-Null
            [System.AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -like "Swarm.*"' | Should -Be Swarm.PowerShell
    }

    It 'loads its engine and what that needs into a context of their own' {
        $found = Invoke-OtherShell 'Import-Module $env:SWARM_TEST_MODULE; Get-SwarmNode | Out-Null
            [System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -match "^(Swarm|SQLite|Microsoft.Data.Sqlite|NSec)" } |
                ForEach-Object { "$($_.GetName().Name)=$([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name)" }'
        $found | Should -Contain 'Swarm.PowerShell=Default'
        $found | Should -Contain 'Swarm.Engine=Swarm'
        $found | Should -Contain 'Microsoft.Data.Sqlite=Swarm'
        $found -match '=Default$' | Should -Be 'Swarm.PowerShell=Default'
    }

    It 'is imported again after it was removed' {
        Invoke-OtherShell 'Import-Module $env:SWARM_TEST_MODULE; $first = (Get-SwarmNode).Count; Remove-Module Swarm; Import-Module $env:SWARM_TEST_MODULE; "$first $((Get-SwarmNode).Count)"' |
            Should -Be '1 1'
    }

    It 'works in several runspaces at once' {
        $module, $root = $modulePath, $base.Root
        1..4 | ForEach-Object -Parallel { Import-Module $using:module; (Get-SwarmNode base -Root $using:root).NodeId } -ThrottleLimit 4 |
            Sort-Object -Unique | Should -Be $base.NodeId
    }

    It 'works where the language is constrained' {
        $text = '$ErrorActionPreference = "Stop"
            $ExecutionContext.SessionState.LanguageMode = "ConstrainedLanguage"
            Import-Module $env:SWARM_TEST_MODULE
            (Get-SwarmNode base).Label
            (Resume-SwarmRun base { "constrained" > $env:SWARM_OUTPUT } -Timeout 60 -Label constrained).Response
            Get-SwarmNode base | Test-SwarmCertificate -Quiet
            $ExecutionContext.SessionState.LanguageMode'
        Invoke-OtherShell $text | Should -Be 'base', 'constrained', 'True', 'ConstrainedLanguage'
    }

    It 'has help, with examples, for <_>' -ForEach @(
        [regex]::Matches((Get-Content -Raw (Join-Path ($env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : "$PSScriptRoot/../../artifacts/module/Swarm") Swarm.psd1)), "'(\w+-Swarm\w*)'").ForEach({ $_.Groups[1].Value }) | Where-Object { $_ -ne 'Fork-SwarmRun' }
    ) {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match $_
        @($help.Examples.Example).Count | Should -BeGreaterThan 0
    }

    It 'chains objects of another process' {
        $copy = $base | ConvertTo-Json | ConvertFrom-Json
        ($copy | Get-SwarmNode).NodeId | Should -Be $base.NodeId
        ($copy | Get-SwarmRun).RunId | Should -Be $base.RunId
        ($copy | Test-SwarmCertificate).IsValid | Should -BeTrue
    }
}

Describe 'A secret' {
    BeforeAll {
        $canary = "canary-$([guid]::NewGuid())-canary"
        $text = 'Start-Transcript transcript.txt | Out-Null
            Import-Module $env:SWARM_TEST_MODULE
            $seed = ConvertTo-SecureString $env:TEST_CANARY -AsPlainText -Force; $env:TEST_CANARY = $null
            $VerbosePreference = $DebugPreference = $InformationPreference = "Continue"
            $run = Start-SwarmRun -Workspace ./repo -Deterministic -Seed $seed { Get-ChildItem env: | Out-String; "x" > x.txt } -Label secret
            $run | Format-List *; $run | ConvertTo-Json
            Start-SwarmRun -Deterministic -Seed $seed { exit 4 } -Label secret
            Start-SwarmRun { $using:seed } ; Start-SwarmRun {} -ArgumentList $seed
            $run | Get-SwarmNode | Format-List *; Get-SwarmKey | Format-List *; Get-SwarmConfiguration | Format-List *
            $run | Get-SwarmRunLog; $run | Get-SwarmCertificate | Format-List *; Test-SwarmStore | Format-List *
            $Error | Format-List * -Force
            Stop-Transcript | Out-Null'
        $env:TEST_CANARY = $canary
        $output = Invoke-OtherShell $text *>&1 | Out-String
        $env:TEST_CANARY = $null
        $secrets = @($canary, [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($canary)), [System.Convert]::ToHexString([System.Text.Encoding]::UTF8.GetBytes($canary)))
        $files = foreach ($purpose in 'Operator', 'Sealing') { Export-SwarmKey default -Purpose $purpose -Secret -Destination "./$purpose.txt" }
        $secrets += $files | ForEach-Object { (Get-Content $_) -replace '^.*:' }
        $files | Remove-Item
    }

    It 'is in no output, verbose and debug included' {
        $output | Should -Match 'secret'
        foreach ($secret in $secrets) { $output.Contains($secret) | Should -BeFalse }
    }

    It 'is in no file of the store, and in no transcript' {
        Get-Content transcript.txt -Raw | Should -Match 'step_failed'
        foreach ($file in @(Get-ChildItem .swarm -Recurse -File -Force) + @(Get-Item transcript.txt)) {
            $content = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file.FullName))
            foreach ($secret in $secrets) { $content.Contains($secret) | Should -BeFalse -Because $file.FullName }
        }
    }
}
